import path from 'node:path';
import {backupName, makeBackup} from '../../schema-lifecycle/backup/make';
import {EXIT} from '../../schema-lifecycle/programmatic';
import type {Command} from '../command';
import {formatDuration} from '../duration';
import {applicationVersion, withRunner} from '../lifecycle';
import {showProgress} from '../progress';

export const command: Command = {
  arguments: '[FILE]',
  maxPositionals: 1,
  about: 'Write a backup in the custom format of pg_dump, with a manifest beside it.',
  details:
    "Without FILE it goes to BACKUP_DIR. The manifest (FILE.json) has the checksum, the schema's\n" +
    'fingerprint and the rows of each table: npm run db:backup:verify -- FILE proves that all comes back.',
  run: invocation =>
    withRunner(invocation, async ({config, database}) => {
      const {output, json, positionals} = invocation;
      const {migrationConnection: connection} = database;
      const file = path.resolve(
        positionals[0] ?? path.join(config.backup.folder, backupName(connection.database, new Date())),
      );
      if (output.isTerminal) showProgress(`backing up ${database.description}`);
      const started = performance.now();
      const manifest = await makeBackup(file, {
        connection,
        search: config.backup.search,
        applicationVersion: applicationVersion(),
      });
      if (json) output.print(JSON.stringify({file, ...manifest}, null, 2));
      else {
        output.print(`${file}`);
        output.print(
          `${Object.keys(manifest.rows).length} tables, ${formatBytes(manifest.bytes)}, ` +
            `in ${formatDuration(performance.now() - started)}`,
        );
        output.print(`prove it: npm run db:backup:verify -- ${file}`);
      }
      return EXIT.ok;
    }),
};

export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

import type {BackupConfig} from '../../config';
import {backUpDaily} from '../../database/backups';
import {type LoggedBackup, readBackupLog} from '../../schema-lifecycle/backup/daily';
import {EXIT} from '../../schema-lifecycle/programmatic';
import type {Command} from '../command';
import {applicationVersion, loggerTo, withRunner} from '../lifecycle';
import {wrap} from '../wrap';
import {formatBytes} from './db-backup';

const SHOWN = 10;

export const command: Command = {
  about: 'Show when daily backups are made and what became of them; --now makes one.',
  details:
    'The application makes and proves one a day at BACKUP_AT_HOUR (UTC) and keeps BACKUP_KEEP of them in\n' +
    'BACKUP_DIR. Exits with 4 when the last one failed.',
  options: {now: {type: 'boolean', about: 'make and prove one now'}},
  run: invocation =>
    withRunner(invocation, async ({config, database, runner}) => {
      const {output, json, values} = invocation;
      if (values.now === true) {
        await backUpDaily(config, database, applicationVersion(), loggerTo(output));
      }
      const log = await runner.reading(session => readBackupLog(session, SHOWN));
      const {atHour, keep, folder} = config.backup;
      output.print(json ? JSON.stringify({atHour, keep, folder, log}, null, 2) : render(config.backup, log));
      return log[0]?.state === 'failed' ? EXIT.wrong : EXIT.ok;
    }),
};

function render({atHour, keep, folder}: BackupConfig, log: LoggedBackup[]): string {
  const when =
    atHour === null
      ? 'No daily backup is made: set BACKUP_AT_HOUR for the application, 0 to 23 in UTC.'
      : `Every day at ${String(atHour).padStart(2, '0')}:30 UTC the application makes and proves a backup.`;
  const lines = log.flatMap(({state, startedAt, file, bytes, error}) => [
    `${startedAt.toISOString().slice(0, 16).replace('T', ' ')}  ${state.padEnd(8)} ${bytes === null ? '' : formatBytes(bytes)}`,
    ...wrap('    ', error ?? file),
  ]);
  return [
    when,
    `${keep} proven ones are kept in ${folder}`,
    '',
    ...(lines.length > 0 ? lines : ['None was made yet: npm run db:backup:schedule -- --now']),
  ].join('\n');
}

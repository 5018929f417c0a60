import path from 'node:path';
import {restoreBackup} from '../../schema-lifecycle/backup/restore';
import {EXIT} from '../../schema-lifecycle/programmatic';
import {type Command, text, UsageError} from '../command';
import {confirm, confirmOption} from '../confirm';
import {withRunner} from '../lifecycle';
import {renderRestore} from '../restore-text';

export const command: Command = {
  arguments: 'FILE',
  maxPositionals: 1,
  about: 'Restore a backup, all of it or nothing.',
  details:
    'Into an empty database; with --replace what is there is dropped in the same transaction. In staging\n' +
    'and production the database has to be named. Exits with 4 when something did not come back.',
  options: {
    replace: {type: 'boolean', about: 'drop what is in the database first'},
    database: {type: 'string', argument: 'NAME', about: 'the database that you mean; needed when deployed'},
    ...confirmOption,
  },
  run: async invocation => {
    const {values, positionals, output, json} = invocation;
    const [file] = positionals;
    if (file === undefined) throw new UsageError('say which: npm run db:restore -- FILE');
    return withRunner(invocation, async ({config, database, runner}) => {
      const {database: name} = database.migrationConnection;
      const named = text(values, 'database');
      if (named !== undefined && named !== name) {
        throw new UsageError(`the database that is configured is ${name}, not ${named}`);
      }
      const isDeployed = config.environment === 'staging' || config.environment === 'production';
      if (isDeployed && named === undefined) {
        throw new UsageError(`in ${config.environment} name the database: --database=${name}`);
      }
      const replaces = values.replace === true;
      if (replaces)
        await confirm(invocation, `drop everything in ${database.description}\nand restore ${file}`);
      const report = await runner.locked(() =>
        restoreBackup(path.resolve(file), database.migrationConnection, config.backup.search, replaces),
      );
      output.print(json ? JSON.stringify(report, null, 2) : renderRestore(report, 'is restored'));
      return report.differences.length === 0 ? EXIT.ok : EXIT.wrong;
    });
  },
};

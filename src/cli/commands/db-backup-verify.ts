import path from 'node:path';
import {scratchSourceOf} from '../../database/scratch-source';
import {verifyBackup} from '../../schema-lifecycle/backup/restore';
import {EXIT} from '../../schema-lifecycle/programmatic';
import {type Command, UsageError} from '../command';
import {withRunner} from '../lifecycle';
import {renderRestore} from '../restore-text';

export const command: Command = {
  arguments: 'FILE',
  maxPositionals: 1,
  about: 'Restore a backup to a scratch database and compare it with its manifest.',
  details: 'Exits with 4 when the file was changed or something does not come back.',
  run: async invocation => {
    const [file] = invocation.positionals;
    if (file === undefined) throw new UsageError('say which: npm run db:backup:verify -- FILE');
    return withRunner(invocation, async ({config, database}) => {
      const where = scratchSourceOf(config, database);
      const report = await verifyBackup(path.resolve(file), where, config.backup.search);
      const {output, json} = invocation;
      output.print(json ? JSON.stringify(report, null, 2) : renderRestore(report, 'comes back whole'));
      return report.differences.length === 0 ? EXIT.ok : EXIT.wrong;
    });
  },
};

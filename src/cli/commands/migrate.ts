import {isWorkerSchemaCurrent} from '../../jobs/worker-schema-state';
import type {Command} from '../command';
import {directoryOption, printRun, withRunner} from '../lifecycle';

export const command: Command = {
  about: "Apply all pending migrations, and the job queue's own.",
  options: directoryOption,
  run: invocation =>
    withRunner(invocation, async ({runner, database}) => {
      const result = await runner.migrateToLatest(async session => {
        if (await isWorkerSchemaCurrent(session)) return;
        const {migrateWorkerSchema} =
          require('../../jobs/worker-schema') as typeof import('../../jobs/worker-schema');
        await migrateWorkerSchema(database.migrationConnection);
      });
      return printRun(invocation, result, 'nothing is pending');
    }),
};

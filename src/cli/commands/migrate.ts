import {readPlan} from '../../schema-lifecycle/rehearsal/plan-file';
import {atMostOne, type Command, text} from '../command';
import {migrateJobQueue} from '../job-queue';
import {directoryOption, printRun, withRunner} from '../lifecycle';

export const command: Command = {
  about: "Apply all pending migrations, and the job queue's own.",
  options: {
    'dry-run': {
      type: 'boolean',
      about: 'print the SQL, tried on a scratch database; the target is only read',
    },
    plan: {
      type: 'string',
      argument: 'FILE',
      about: 'only if all is as migrate:rehearse --out=FILE found it, else exit with 4',
    },
    ...directoryOption,
  },
  run: invocation => {
    atMostOne(invocation.values, 'dry-run', 'plan');
    if (invocation.values['dry-run'] === true) {
      const {printDryRun} = require('../dry-run-text') as typeof import('../dry-run-text');
      return printDryRun(invocation);
    }
    return withRunner(invocation, async ({runner, database}) => {
      const file = text(invocation.values, 'plan');
      const rehearsed = file === undefined ? undefined : readPlan(file);
      // Somebody else's migrations are no home for our job queue.
      const isOurs = invocation.values.directory === undefined;
      const result = await runner.migrateToLatest(isOurs ? migrateJobQueue(database) : undefined, rehearsed);
      return printRun(invocation, result, 'nothing is pending');
    });
  },
};

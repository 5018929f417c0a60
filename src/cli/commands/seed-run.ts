import path from 'node:path';
import {loadLifecycleConfig} from '../../config';
import {SeedRunner} from '../../schema-lifecycle/programmatic';
import {refuseInProduction} from '../../schema-lifecycle/seeds';
import {type Command, text} from '../command';
import {formatDuration} from '../duration';
import {applicationVersion, loggerTo, SEEDS_DIRECTORY, withRunner} from '../lifecycle';

export const command: Command = {
  about: 'Run the seeds that this database has not seen; safe to run twice.',
  options: {
    specific: {type: 'string', argument: 'FILE', about: 'only this seed, such as 01_users.ts'},
    'allow-production': {type: 'boolean', about: 'run them in production too'},
    directory: {type: 'string', argument: 'PATH', about: 'other seeds than those of this build'},
  },
  run: async invocation => {
    const {values, output, json} = invocation;
    const allowProduction = values['allow-production'] === true;
    refuseInProduction(
      loadLifecycleConfig({environment: invocation.environment}).environment,
      allowProduction,
    );
    return withRunner(invocation, async ({config, runner}) => {
      const seeds = new SeedRunner({
        runner,
        directory: path.resolve(text(values, 'directory') ?? SEEDS_DIRECTORY),
        environment: config.environment,
        logger: loggerTo(output),
        applicationVersion: applicationVersion(),
      });
      const result = await seeds.run({specific: text(values, 'specific'), allowProduction});
      if (json) output.print(JSON.stringify(result, null, 2));
      else {
        for (const {name, durationMs} of result.executed)
          output.print(`seeded ${name} (${formatDuration(durationMs)})`);
        for (const name of result.skipped) output.print(`skipped ${name}: it ran before`);
        if (result.executed.length + result.skipped.length === 0) output.print('there are no seeds');
      }
      return 0;
    });
  },
};

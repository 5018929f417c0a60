import type {Command} from '../command';
import {directoryOption, withRunner} from '../lifecycle';

export const command: Command = {
  about: 'Test the connection, and say which database answers.',
  options: directoryOption,
  run: invocation =>
    withRunner(invocation, async ({config, database, runner}) => {
      const started = performance.now();
      const version = await runner.serverVersion();
      const result = {
        environment: config.environment,
        database: database.description,
        serverVersion: version,
        milliseconds: Math.round(performance.now() - started),
      };
      const {output, json} = invocation;
      if (json) output.print(JSON.stringify(result, null, 2));
      else {
        output.print(`${result.environment}: ${result.database}`);
        output.print(`PostgreSQL ${version} answered in ${result.milliseconds} ms`);
      }
      return 0;
    }),
};

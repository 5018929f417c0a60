import type {Command} from '../command';
import {directoryOption, printRun, withRunner} from '../lifecycle';

export const command: Command = {
  about: 'Apply all pending migrations.',
  options: directoryOption,
  run: invocation =>
    withRunner(invocation, async ({runner}) =>
      printRun(invocation, await runner.migrateToLatest(), 'nothing is pending'),
    ),
};

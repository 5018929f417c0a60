import type {Command} from '../command';
import {directoryOption, migrationNamed, printRun, withRunner, yesOption} from '../lifecycle';

export const command: Command = {
  arguments: '[NAME]',
  maxPositionals: 1,
  about: 'Undo the migration that was applied last, or the named one.',
  options: {...yesOption, ...directoryOption},
  run: invocation =>
    withRunner(invocation, async ({runner}) =>
      printRun(
        invocation,
        await runner.down(migrationNamed(invocation.positionals[0])),
        'nothing is applied',
      ),
    ),
};

import {type Command, UsageError} from '../command';
import {directoryOption, migrationNamed, printRun, withRunner} from '../lifecycle';

export const command: Command = {
  arguments: '[NAME]',
  maxPositionals: 1,
  about: 'Apply the next pending migration, or the named one.',
  options: {all: {type: 'boolean', about: 'apply all that are pending'}, ...directoryOption},
  run: async invocation => {
    const [name] = invocation.positionals;
    const all = invocation.values.all === true;
    if (all && name !== undefined) throw new UsageError('use a NAME or --all, not both');
    return withRunner(invocation, async ({runner}) =>
      printRun(
        invocation,
        await (all ? runner.migrateToLatest() : runner.up(migrationNamed(name))),
        'nothing is pending',
      ),
    );
  },
};

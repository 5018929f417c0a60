import {atMostOne, type Command, positiveInteger, text} from '../command';
import {directoryOption, migrationNamed, printRun, withRunner, yesOption} from '../lifecycle';

export const command: Command = {
  about: 'Undo the last batch of migrations, newest first.',
  options: {
    batch: {type: 'string', argument: 'N', about: 'undo this batch'},
    to: {type: 'string', argument: 'NAME', about: 'undo everything applied after NAME, which stays'},
    all: {type: 'boolean', about: 'undo everything'},
    ...yesOption,
    ...directoryOption,
  },
  run: async invocation => {
    const {values} = invocation;
    atMostOne(values, 'batch', 'to', 'all');
    const batch = positiveInteger(values, 'batch');
    const to = migrationNamed(text(values, 'to'));
    return withRunner(invocation, async ({runner}) => {
      const result = await (values.all === true
        ? runner.rollbackAll()
        : to === undefined
          ? runner.rollback(batch)
          : runner.rollbackToVersion(to));
      return printRun(invocation, result, 'nothing to undo');
    });
  },
};

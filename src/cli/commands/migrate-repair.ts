import {type RepairKind, repair} from '../../schema-lifecycle/repair';
import {type Command, text, UsageError} from '../command';
import {confirm, confirmOption} from '../confirm';
import {applicationVersion, directoryOption, migrationNamed, withRunner} from '../lifecycle';

const ACTIONS: Record<string, {kind: RepairKind; does: string}> = {
  'accept-checksum': {kind: 'accept-checksum', does: 'accept the edited file of'},
  'mark-applied': {kind: 'mark-applied', does: 'record as applied, without running it,'},
  'mark-rolled-back': {kind: 'mark-rolled-back', does: 'record as rolled back, without running it,'},
  forget: {kind: 'forget', does: 'drop the record, without running anything, of'},
};

export const command: Command = {
  about: 'Mend the record of what is applied; every use is written to the history.',
  options: {
    'accept-checksum': {type: 'string', argument: 'NAME', about: 'the edited file is what was applied'},
    'mark-applied': {type: 'string', argument: 'NAME', about: 'its work is there: record it as applied'},
    'mark-rolled-back': {type: 'string', argument: 'NAME', about: 'its work is gone: record it as pending'},
    forget: {type: 'string', argument: 'NAME', about: 'drop the record of a migration without a file'},
    ...confirmOption,
    ...directoryOption,
  },
  run: async invocation => {
    const {values, output, json} = invocation;
    const chosen = Object.keys(ACTIONS).filter(option => values[option] !== undefined);
    const [option] = chosen;
    if (option === undefined || chosen.length > 1) {
      throw new UsageError(
        `use exactly one of ${Object.keys(ACTIONS)
          .map(name => `--${name}`)
          .join(', ')}`,
      );
    }
    const {kind, does} = ACTIONS[option] as (typeof ACTIONS)[string];
    const name = migrationNamed(text(values, option)) ?? '';
    await confirm(invocation, `${does} ${name}`);
    return withRunner(invocation, async ({runner}) => {
      await repair(runner, kind, name, applicationVersion());
      output.print(json ? JSON.stringify({repaired: name, kind}) : `${kind}: ${name}`);
      return 0;
    });
  },
};

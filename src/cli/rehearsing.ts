import path from 'node:path';
import {scratchSourceOf} from '../database/scratch-source';
import {rehearse} from '../schema-lifecycle/rehearsal/rehearse';
import type {RehearsalReport} from '../schema-lifecycle/rehearsal/report';
import {type Invocation, positiveInteger, text} from './command';
import {directoryOption, withRunner} from './lifecycle';
import {showProgress} from './progress';

export const rehearsalOptions = {
  rows: {type: 'string', argument: 'N', about: 'generated rows per table; default 1,000 to 10,000'},
  'assume-rows': {
    type: 'string',
    argument: 'N',
    about: 'judge as if every table of the target had N rows',
  },
  backup: {type: 'string', argument: 'FILE', about: 'measure on the data of this backup of the target'},
  hints: {type: 'boolean', about: 'show hints too'},
  ...directoryOption,
} as const;

/** What `migrate:rehearse` and `migrate:lint` both do. */
export function rehearseTarget(invocation: Invocation): Promise<RehearsalReport> {
  const {values, output} = invocation;
  const rowsPerTable = positiveInteger(values, 'rows');
  const assumeRows = positiveInteger(values, 'assume-rows');
  const file = text(values, 'backup');
  return withRunner(invocation, ({config, database, runner}) =>
    rehearse({
      target: database.migrationConnection,
      source: runner.source,
      scratch: scratchSourceOf(config, database),
      outOfOrder: config.schema.outOfOrder,
      rowsPerTable,
      assumeRows,
      backup: file === undefined ? undefined : {file: path.resolve(file), search: config.backup.search},
      onStep: (name, index, count) => {
        if (output.isTerminal) showProgress(`[${index + 1}/${count}] rehearsing ${name}`);
      },
    }),
  );
}

import {EXIT, type MigrationStatus, type StatusRow} from '../../schema-lifecycle/programmatic';
import type {Command} from '../command';
import {formatDuration} from '../duration';
import {directoryOption, withRunner} from '../lifecycle';
import {wrap} from '../wrap';

/** Widths of the columns; with the spaces between them a line has 80 characters. */
const WIDTHS = {name: 32, state: 10, batch: 3, at: 16, duration: 7, by: 7} as const;

export const command: Command = {
  about: 'Show every migration: state, batch, when, how long, by whom.',
  details:
    'States: applied, pending, failed (left nothing behind), changed (edited since), missing (no file),\n' +
    'ahead (newer than this build), running, unfinished (died outside a transaction).',
  options: {
    check: {type: 'boolean', about: 'exit with 3 when some are pending, 4 when something is wrong'},
    ...directoryOption,
  },
  run: invocation =>
    withRunner(invocation, async ({runner}) => {
      const status = await runner.status();
      const {output} = invocation;
      output.print(invocation.json ? JSON.stringify(status, null, 2) : renderStatus(status));
      if (invocation.values.check !== true) return EXIT.ok;
      if (status.isWrong) return EXIT.wrong;
      return status.pending > 0 ? EXIT.pending : EXIT.ok;
    }),
};

/** The table, its total, and what is wrong with a migration below it; 80 columns. */
export function renderStatus(status: MigrationStatus): string {
  const lines = [header(), ...status.migrations.flatMap(renderRow)];
  const applied = status.migrations.filter(({batch}) => batch !== null).length;
  lines.push('', `${applied} applied, ${status.pending} pending`, `version ${status.version ?? 'none'}`);
  if (status.holder !== null) {
    const {applicationName, clientAddress, pid} = status.holder;
    lines.push(`being changed now by ${applicationName || 'unnamed'} from ${clientAddress} (process ${pid})`);
  }
  return lines.join('\n');
}

function header(): string {
  return columns({name: 'name', state: 'state', batch: 'bat', at: 'when (UTC)', duration: 'took', by: 'by'});
}

/** A name too long for its column has a line of its own. */
function renderRow(row: StatusRow): string[] {
  const isLong = row.name.length > WIDTHS.name;
  const line = columns({
    name: isLong ? '' : row.name,
    state: row.state,
    batch: row.batch === null ? '' : String(row.batch),
    at: row.at === null ? '' : row.at.toISOString().slice(0, 16).replace('T', ' '),
    duration: row.durationMs === null ? '' : formatDuration(row.durationMs),
    by: row.by ?? '',
  });
  const trouble = row.problem ?? (row.state === 'failed' ? row.error : null);
  const below = trouble === null ? [] : trouble.split('\n').flatMap(text => wrap('    ', text.trim()));
  return [...(isLong ? [row.name] : []), line, ...below];
}

function columns(cells: Record<keyof typeof WIDTHS, string>): string {
  return (Object.keys(WIDTHS) as (keyof typeof WIDTHS)[])
    .map(key => cells[key].slice(0, WIDTHS[key]).padEnd(WIDTHS[key]))
    .join(' ')
    .trimEnd();
}

import type {DriftReport} from '../schema-lifecycle/drift';
import type {Difference} from '../schema-lifecycle/schema-lines';
import {style} from './style';
import {wrap} from './wrap';

/** What differs, a heading per table; lines of definitions are never cut. */
export function renderDrift(report: DriftReport): string {
  const lines = [...heading(report), ...renderDifferences(report.differences)];
  if (report.differences.length > 0) {
    lines.push(
      '',
      'To keep a change, write it as a migration (npm run migrate:make NAME) that',
      'finds it already there; else undo it in the database.',
    );
  }
  return lines.join('\n');
}

/** A blank line and a heading per table, and what differs below. */
export function renderDifferences(differences: readonly Difference[]): string[] {
  return [...groupByTable(differences)].flatMap(([table, group]) => [
    '',
    table,
    ...group.flatMap(renderDifference),
  ]);
}

function heading({isDrifted, comparedBy, reason, differences, ...report}: DriftReport): string[] {
  const lines = [
    isDrifted
      ? style('red', 'The schema has drifted from what the applied migrations give.')
      : style('green', 'No drift: the schema is what the applied migrations give.'),
  ];
  if (comparedBy === 'fingerprint') lines.push(`Compared by fingerprint only: ${reason}`);
  if (report.scratchVersion !== report.targetVersion) {
    lines.push(
      `Rebuilt on PostgreSQL ${report.scratchVersion}, the database is ${report.targetVersion}: ` +
        'some may be the same in other words.',
    );
  }
  if (differences.length > 0) {
    const count = (change: Difference['change']) => differences.filter(one => one.change === change).length;
    lines.push(
      `+ ${count('added')} only in the database, - ${count('removed')} only in the migrations, ` +
        `~ ${count('changed')} changed`,
    );
  }
  return lines;
}

function groupByTable(differences: readonly Difference[]): Map<string, Difference[]> {
  const shown = differences.filter(one => !isImplied(one, differences));
  const groups = new Map<string, Difference[]>();
  for (const difference of shown) {
    const heading = difference.table === null ? 'other' : `table ${short(difference.table)}`;
    groups.set(heading, [...(groups.get(heading) ?? []), difference]);
  }
  return new Map(
    [...groups].sort(([a], [b]) => Number(a === 'other') - Number(b === 'other') || (a < b ? -1 : 1)),
  );
}

/** The index of a constraint that is listed, and the sequence of a column that is. */
function isImplied({kind, object, change}: Difference, differences: readonly Difference[]): boolean {
  const name = object.slice(object.lastIndexOf('.') + 1);
  const same = differences.filter(one => one.change === change);
  if (kind === 'index') return same.some(one => one.kind === 'constraint' && one.object.endsWith(`.${name}`));
  if (kind !== 'sequence') return false;
  return same.some(
    one => one.kind === 'column' && `${one.object.split('.').slice(1).join('_')}_seq` === name,
  );
}

const SIGNS = {added: '+', removed: '-', changed: '~'} as const;
const COLOURS = {added: 'green', removed: 'red', changed: 'yellow'} as const;

function renderDifference({change, kind, object, table, expected, live}: Difference): string[] {
  const label =
    kind === 'table' ? 'the table itself' : `${kind} ${short(object.slice(kind.length + 1), table)}`;
  const heading = `  ${style(COLOURS[change], `${SIGNS[change]} ${label}`)}`;
  const [before, after] = [expected, live].map(text => readable(kind, text ?? '').split('\n'));
  if (change !== 'changed') {
    return [heading, ...((change === 'added' ? after : before) ?? []).flatMap(line => wrap('      ', line))];
  }
  const gone = (before ?? []).filter(line => !after?.includes(line));
  const come = (after ?? []).filter(line => !before?.includes(line));
  return [
    heading,
    ...gone.flatMap(line => wrap('      migrations: ', line)),
    ...come.flatMap(line => wrap('      database:   ', line)),
  ];
}

/** Without the schema `public`, and without the table that the heading names. */
function short(name: string, table: string | null = null): string {
  const inTable = table !== null && name.startsWith(`${table}.`) ? name.slice(table.length + 1) : name;
  return inTable.replace(/^public\./, '');
}

/** The words of the catalog as SQL has them. */
function readable(kind: string, definition: string): string {
  if (kind === 'table') {
    const [, persistence, rowSecurity, forced, rest = ''] =
      /^\S+ (\S+) rls=(\w),(\w)\s*(.*)$/s.exec(definition) ?? [];
    const words = [
      persistence === 'u' ? 'unlogged' : 'logged',
      `row security ${rowSecurity === 't' ? (forced === 't' ? 'forced' : 'on') : 'off'}`,
      rest.trim(),
    ];
    return words.filter(word => word !== '').join(', ');
  }
  return definition.replace(/ valid=t$/, '').replace(/ valid=f$/, ' (not valid)');
}

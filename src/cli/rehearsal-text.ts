import {abbreviate} from '../schema-lifecycle/programmatic';
import type {
  Finding,
  LockMode,
  MigrationReport,
  RehearsalReport,
  Severity,
  StatementReport,
} from '../schema-lifecycle/rehearsal/report';
import {formatDuration} from './duration';
import {style} from './style';
import {wrap, wrapSql} from './wrap';

/** Widths of the columns; with the spaces between them a line has 80 characters. */
const WIDTHS = {statement: 16, time: 7, lock: 12, table: 18, effect: 8, rows: 6, target: 7} as const;
type Cells = Record<keyof typeof WIDTHS, string>;
const RIGHT: readonly string[] = ['time', 'rows', 'target'];

const LOCKS: Record<LockMode, string> = {
  'ACCESS SHARE': 'access share',
  'ROW SHARE': 'row share',
  'ROW EXCLUSIVE': 'row excl',
  'SHARE UPDATE EXCLUSIVE': 'share upd ex',
  SHARE: 'share',
  'SHARE ROW EXCLUSIVE': 'share row ex',
  EXCLUSIVE: 'exclusive',
  'ACCESS EXCLUSIVE': 'access excl',
};

/** A table per migration, then the findings; 80 columns. */
export function renderRehearsal(report: RehearsalReport, showsHints: boolean): string {
  const {target, scratch, migrations, notes} = report;
  if (migrations.length === 0) return `${target.database}: nothing is pending`;
  const server = scratch.major === target.major ? '' : ` on PostgreSQL ${scratch.serverVersion}`;
  const count = `${migrations.length} pending ${migrations.length === 1 ? 'migration' : 'migrations'}`;
  return [
    ...wrap('', `${count} of ${target.database} (PostgreSQL ${target.serverVersion}), rehearsed${server}`),
    ...migrations.flatMap(renderMigration),
    '',
    ...notes.flatMap(note => wrap('note: ', note)),
    ...(notes.length > 0 ? [''] : []),
    ...renderFindings(report, showsHints),
  ].join('\n');
}

function renderMigration(migration: MigrationReport): string[] {
  const {name, transactional, durationMs, estimateMs, statements, failure} = migration;
  const outside = transactional ? '' : ', without a transaction';
  const estimate = estimateMs > durationMs * 1.5 ? `, ≈ ${formatDuration(estimateMs)} on the target` : '';
  return [
    '',
    style('bold', name),
    ...wrap('  ', `${formatDuration(durationMs)} here${estimate}${outside}`),
    ...(statements.length === 0 ? [] : [style('dim', columns(HEADINGS))]),
    ...statements.flatMap(renderStatement),
    ...(failure === null ? [] : renderFailure(failure)),
  ];
}

const HEADINGS: Cells = {
  statement: 'statement',
  time: 'time',
  lock: 'lock',
  table: 'on table',
  effect: 'effect',
  rows: 'rows',
  target: 'target',
};

/** A statement too long for its column has a line of its own. */
function renderStatement(statement: StatementReport): string[] {
  const {sql, durationMs, lock, rowsTouched, rowsRead, onTarget} = statement;
  const text = oneLine(sql, 80);
  const isLong = text.length > WIDTHS.statement;
  const line = columns({
    statement: isLong ? '' : text,
    time: formatDuration(durationMs),
    lock: lock === null ? '-' : LOCKS[lock.mode],
    table: lock === null ? '' : cut(lock.table, WIDTHS.table),
    effect: effectOf(statement),
    rows: formatCount(rowsTouched || rowsRead),
    target: onTarget === null ? '' : formatShort(onTarget.estimateMs),
  });
  return [...(isLong ? [text] : []), line];
}

function effectOf({rewritten, indexBuild, scanned}: StatementReport): string {
  if (rewritten.length > 0) return 'rewrite';
  if (indexBuild !== null) return indexBuild === 'concurrent' ? 'conc idx' : 'index';
  return scanned.length > 0 ? 'scan' : '';
}

function renderFailure({sql, error}: NonNullable<MigrationReport['failure']>): string[] {
  return [
    ...(sql === null ? [] : [oneLine(sql, 80)]),
    ...wrap('  ', `FAILED: ${error}`).map(line => style('red', line)),
  ];
}

/** Findings with what to do instead, most severe first; hints as a count unless they are asked for. */
export function renderFindings(report: RehearsalReport, showsHints: boolean): string[] {
  const of = (severity: Severity) => report.findings.filter(finding => finding.severity === severity);
  const [errors, warnings, hints] = [of('error'), of('warning'), of('hint')];
  const shown = [...errors, ...warnings, ...(showsHints ? hints : [])];
  const counts = [
    count(errors, 'error'),
    count(warnings, 'warning'),
    count(hints, 'hint') + (hints.length > 0 && !showsHints ? ' (--hints shows them)' : ''),
    ...(report.silenced.length > 0 ? [`${report.silenced.length} silenced`] : []),
  ].join(', ');
  const colour = errors.length > 0 ? 'red' : warnings.length > 0 ? 'yellow' : 'green';
  return [...shown.flatMap(finding => [...renderFinding(finding), '']), style(colour, counts)];
}

const COLOURS = {error: 'red', warning: 'yellow', hint: 'cyan'} as const;

function renderFinding({rule, severity, migration, statement, why, safer}: Finding): string[] {
  const isLong = `${severity} ${rule} in ${migration}`.length > 80;
  const heading = `${style(COLOURS[severity], severity)} ${style('bold', rule)}`;
  return [
    ...(isLong ? [heading, cut(`  in ${migration}`, 80)] : [`${heading} in ${migration}`]),
    ...(statement === null ? [] : [`  ${oneLine(statement, 78)}`]),
    ...wrap('  ', why),
    '  Instead:',
    ...paragraphs(safer).flatMap(line => (line.startsWith('  ') ? wrapSql(line) : wrap('    ', line))),
  ];
}

/** SQL is indented; the lines between two pieces of it are one paragraph. */
function paragraphs(safer: string): string[] {
  const parts: string[] = [];
  for (const line of safer.split('\n')) {
    const before = parts.at(-1);
    const isSql = line.startsWith('  ');
    if (isSql || before === undefined || before.startsWith('  ')) parts.push(line);
    else parts[parts.length - 1] = `${before} ${line}`;
  }
  return parts;
}

function count(found: readonly unknown[], word: string): string {
  return `${found.length} ${word}${found.length === 1 ? '' : 's'}`;
}

function columns(cells: Cells): string {
  return (Object.keys(WIDTHS) as (keyof Cells)[])
    .map(key => (RIGHT.includes(key) ? cells[key].padStart(WIDTHS[key]) : cells[key].padEnd(WIDTHS[key])))
    .join(' ')
    .trimEnd();
}

function oneLine(sql: string, width: number): string {
  return cut(abbreviate(sql), width);
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** At most 6 characters: `950`, `12 k`, `3.4 M`. */
function formatCount(value: number): string {
  if (value === 0) return '';
  if (value < 10_000) return String(value);
  if (value < 1_000_000) return `${Math.round(value / 1000)} k`;
  return `${(value / 1_000_000).toFixed(1)} M`;
}

/** At most 7 characters. */
function formatShort(ms: number): string {
  if (ms < 60_000) return formatDuration(ms);
  return ms < 3_600_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}

/** One line per rule, two when it is long. */
export function renderRules(rules: readonly {id: string; severity: Severity; about: string}[]): string {
  const byId = new Map(rules.map(rule => [rule.id, rule]));
  return [...byId.values()]
    .flatMap(({id, severity, about}) => [`${severity.padEnd(7)}  ${id}`, ...wrap('           ', about)])
    .join('\n');
}

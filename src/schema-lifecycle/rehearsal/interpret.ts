import type {Relation, RelationMap} from './catalog';
import type {Measurement} from './meter';
import {LOCK_MODES, type LockMode, type StatementReport, type TableLock} from './report';
import type {TableSize} from './target-size';

/** What is known of the tables that were there before the first pending migration. */
export interface Ground {
  relations: RelationMap;
  /** Rows on the scratch database when the run began, generated ones included later. */
  scratchRows(oid: number): number;
  targetSize(table: Relation): TableSize;
}

/** Tables a statement met, all of them older than this run. */
export interface Effects {
  locks: {table: Relation; mode: LockMode}[];
  lockIsMeasured: boolean;
  rewritten: Relation[];
  scanned: Relation[];
  indexBuild: 'concurrent' | 'blocking' | null;
  indexed: Relation[];
}

/** From object ids to the tables of `ground`; what was made in this run is left out. */
export function effectsOf(measured: Measurement, ground: Ground): Effects {
  const {before, after, statement} = measured;
  const existing = (oid: number) => {
    const table = before.get(oid);
    return table !== undefined && ground.relations.get(oid) !== undefined ? table : undefined;
  };
  const isTable = (table: Relation | undefined): table is Relation =>
    table !== undefined && ['r', 'p', 'm', 'f'].includes(table.kind);
  const strongest = new Map<Relation, LockMode>();
  for (const {oid, mode} of measured.locks) {
    const table = existing(oid);
    if (isTable(table) && rank(mode) >= rank(strongest.get(table) ?? 'ACCESS SHARE'))
      strongest.set(table, mode);
  }
  const newIndexes = [...after.all].filter(
    ({oid, kind}) => (kind === 'i' || kind === 'I') && before.get(oid) === undefined,
  );
  const indexed = [...new Set(newIndexes.map(({tableOid}) => existing(tableOid)).filter(isTable))];
  const isConcurrent = measured.isOutside && /\bconcurrently\b/i.test(statement.bare);
  const rewritten = rewrittenTables(measured).filter(({oid}) => existing(oid) !== undefined);
  // Outside a transaction locks are seen from another connection, which may look too late: then what is documented.
  const mode: LockMode = isConcurrent ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE';
  const documented = (isConcurrent ? indexed : measured.isOutside ? rewritten : []).filter(
    table => rank(strongest.get(table) ?? 'ACCESS SHARE') < rank(mode),
  );
  for (const table of documented) strongest.set(table, mode);
  return {
    locks: [...strongest].map(([table, mode]) => ({table, mode})).sort((a, b) => rank(b.mode) - rank(a.mode)),
    lockIsMeasured: documented.length === 0,
    rewritten,
    scanned: scannedTables(measured, ground)
      .map(oid => existing(oid))
      .filter(isTable),
    indexBuild: indexed.length === 0 ? null : isConcurrent ? 'concurrent' : 'blocking',
    indexed,
  };
}

export function reportOf(measured: Measurement, effects: Effects, ground: Ground): StatementReport {
  const locks: TableLock[] = effects.locks.map(({table, mode}) => ({table: table.name, mode}));
  const changed = measured.counts.reduce((sum, {rowsChanged}) => sum + rowsChanged, 0);
  const rewrittenRows = effects.rewritten.reduce((sum, {oid}) => sum + ground.scratchRows(oid), 0);
  return {
    sql: measured.statement.text,
    durationMs: round(measured.durationMs),
    lock: locks[0] ?? null,
    locks,
    lockIsMeasured: effects.lockIsMeasured,
    rewritten: effects.rewritten.map(({name}) => name),
    scanned: effects.scanned.map(({name}) => name),
    indexBuild: effects.indexBuild,
    rowsTouched: Math.max(changed, rewrittenRows),
    rowsRead: measured.counts.reduce((sum, {rowsRead}) => sum + rowsRead, 0),
    onTarget: estimate(measured, effects, ground),
  };
}

/** TRUNCATE gives a table a new file too, and moves no row. */
function rewrittenTables({statement, before, after}: Measurement): Relation[] {
  if (/^truncate\b/i.test(statement.bare)) return [];
  return before.tables.filter(({oid, file}) => {
    const now = after.get(oid);
    return now !== undefined && file !== 0 && now.file !== file;
  });
}

/** On an empty table any search is a sequential scan, so only changes of the schema count there. */
function scannedTables({statement, counts}: Measurement, ground: Ground): number[] {
  const isData = /^(select|insert|update|delete|merge|with|do|call|table|values)\b/i.test(statement.bare);
  return counts
    .filter(({oid, scans, rowsRead}) => {
      const rows = ground.scratchRows(oid);
      return scans > 0 && rowsRead >= rows && (rows > 0 || !isData);
    })
    .map(({oid}) => oid);
}

/** Time grows with the rows of the largest table that was read, rewritten or changed as a whole; else it stays. */
function estimate(measured: Measurement, effects: Effects, ground: Ground): StatementReport['onTarget'] {
  const changed = measured.counts
    .filter(({oid, rowsChanged}) => rowsChanged > 0 && rowsChanged >= ground.scratchRows(oid))
    .map(({oid}) => measured.before.get(oid));
  const whole = [...effects.rewritten, ...effects.scanned, ...effects.indexed, ...changed].filter(
    table => table !== undefined,
  );
  const tables = whole.length > 0 ? whole : effects.locks.slice(0, 1).map(({table}) => table);
  const sized = tables.map(table => ({table, ...ground.targetSize(table)})).sort((a, b) => b.rows - a.rows);
  const [largest] = sized;
  if (largest === undefined) return null;
  const scratchRows = ground.scratchRows(largest.table.oid);
  const factor = whole.length === 0 || scratchRows === 0 ? 1 : Math.max(1, largest.rows / scratchRows);
  return {
    table: largest.table.name,
    rows: largest.rows,
    bytes: largest.bytes,
    estimateMs: round(measured.durationMs * factor),
  };
}

const rank = (mode: LockMode): number => LOCK_MODES.indexOf(mode);

export function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

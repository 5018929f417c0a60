import type {Relation} from './catalog';
import {type Effects, effectsOf, type Ground, reportOf} from './interpret';
import type {Measurement, StatementMeter} from './meter';
import {type Parsed, parseStatement} from './parse';
import {blocksWrites, LOCK_MODES, type LockMode, type StatementReport} from './report';
import type {RuleContext, TableFacts} from './rule';

/** What the meter saw of one migration, for the report and for the rules. */
export function contextsOf(
  meter: StatementMeter,
  transactional: boolean,
  ground: Ground,
): {statements: StatementReport[]; contexts: RuleContext[]} {
  const statements: StatementReport[] = [];
  const contexts: RuleContext[] = [];
  const held = new Map<Relation, LockMode>();
  const earlier: Parsed[] = [];
  for (const measured of meter.measurements) {
    const effects = effectsOf(measured, ground);
    const report = reportOf(measured, effects, ground);
    const parsed = parseStatement(measured.statement);
    statements.push(report);
    contexts.push({
      ...lookups(measured, ground),
      statement: measured.statement,
      parsed,
      effects,
      estimateMs: report.onTarget?.estimateMs ?? null,
      changed: changedShares(measured, ground),
      transactional,
      held: sorted(held),
      earlier: [...earlier],
    });
    earlier.push(parsed);
    if (transactional) hold(held, effects);
  }
  const failed = failedContext(meter, transactional, ground, earlier);
  return {statements, contexts: failed === undefined ? contexts : [...contexts, failed]};
}

/** The statement that failed is judged by its text. */
function failedContext(
  {failed, measurements}: StatementMeter,
  transactional: boolean,
  ground: Ground,
  earlier: readonly Parsed[],
): RuleContext | undefined {
  if (failed === undefined) return undefined;
  const now = measurements.at(-1)?.after ?? ground.relations;
  return {
    ...lookups({before: now}, ground),
    statement: failed.statement,
    parsed: parseStatement(failed.statement),
    effects: null,
    estimateMs: null,
    changed: [],
    transactional,
    held: [],
    earlier,
  };
}

function lookups({before}: Pick<Measurement, 'before'>, ground: Ground) {
  const facts = (table: Relation): TableFacts => ({name: table.name, rows: ground.targetSize(table).rows});
  const isExisting = (table: Relation | undefined): table is Relation =>
    table !== undefined && ground.relations.get(table.oid) !== undefined;
  return {
    facts,
    existing: (name: string) => {
      const table = before.find(name);
      return isExisting(table) && table.kind !== 'i' && table.kind !== 'I' ? facts(table) : undefined;
    },
    tableOfIndex: (name: string) => {
      const table = before.get(before.find(name)?.tableOid ?? 0);
      return isExisting(table) ? facts(table) : undefined;
    },
  };
}

/** Rows changed in tables that were there before, as a share of all their rows. */
function changedShares({counts, before}: Measurement, ground: Ground): RuleContext['changed'] {
  return counts.flatMap(({oid, rowsChanged}) => {
    const table = before.get(oid);
    const rows = ground.scratchRows(oid);
    if (table === undefined || ground.relations.get(oid) === undefined || rows === 0) return [];
    return rowsChanged === 0 ? [] : [{table, share: rowsChanged / rows}];
  });
}

function hold(held: Map<Relation, LockMode>, {locks}: Effects): void {
  for (const {table, mode} of locks) {
    const known = [...held.keys()].find(({oid}) => oid === table.oid) ?? table;
    const before = held.get(known);
    const isStronger = before === undefined || LOCK_MODES.indexOf(mode) > LOCK_MODES.indexOf(before);
    if (blocksWrites(mode) && isStronger) held.set(known, mode);
  }
}

function sorted(held: Map<Relation, LockMode>): RuleContext['held'] {
  return [...held]
    .map(([table, mode]) => ({table, mode}))
    .sort((a, b) => LOCK_MODES.indexOf(b.mode) - LOCK_MODES.indexOf(a.mode));
}

import {adviseIndex, BATCHES} from './advice';
import type {Relation} from './catalog';
import {causeOf, type Mechanism} from './causes';
import {blocksReads, blocksWrites, type LockMode} from './report';
import {describeTable, type Hit, type Rule, type RuleContext, type TableFacts} from './rule';

interface Whole {
  facts: TableFacts;
  mechanism: Mechanism;
  mode: LockMode;
}

/** Tables that were rewritten, indexed or read as a whole while others could not write to them. */
function blockedWholes({effects, facts}: RuleContext): Whole[] {
  if (effects === null) return [];
  const modeOf = (table: Relation) => effects.locks.find(lock => lock.table.oid === table.oid)?.mode;
  const found: Whole[] = [];
  const add = (tables: readonly Relation[], mechanism: Mechanism) => {
    for (const table of tables) {
      const mode = modeOf(table);
      if (mode !== undefined && blocksWrites(mode)) found.push({facts: facts(table), mechanism, mode});
    }
  };
  add(effects.rewritten, 'rewritten');
  if (effects.indexBuild === 'blocking') add(effects.indexed, 'indexed');
  add(effects.scanned, 'scanned');
  return found;
}

const VERBS: Record<Mechanism, string> = {
  rewritten: 'rewrites',
  indexed: 'builds an index over',
  scanned: 'reads every row of',
};

function hitFor(wholes: Whole[], safer: string, {estimateMs}: RuleContext): Hit {
  const [first] = [...wholes].sort((a, b) => b.facts.rows - a.facts.rows);
  const tables = wholes.map(({facts}) => facts);
  if (first === undefined) {
    return {why: 'it failed here, but as written it may rewrite or read the whole table under a lock', safer};
  }
  const blocked = blocksReads(first.mode) ? 'nobody can read or write it' : 'nobody can write to it';
  const time = estimateMs === null ? '' : `, for an estimated ${formatSeconds(estimateMs)}`;
  const why = `${VERBS[first.mechanism]} ${describeTable(first.facts)} under ${first.mode}: meanwhile ${blocked}${time}`;
  return {why, safer, tables};
}

function formatSeconds(ms: number): string {
  return ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** A rule for the actions of `alter table` that carry its id. */
function actionRule(id: string, about: string): Rule {
  return {
    id,
    severity: 'error',
    about,
    measured: true,
    check: context => {
      const {parsed, effects, existing} = context;
      if (parsed.kind !== 'alter-table' || existing(parsed.table) === undefined) return [];
      const wholes = blockedWholes(context);
      return parsed.actions.flatMap(action => {
        const cause = causeOf(action, parsed.table);
        if (cause?.rule !== id) return [];
        const blamed = wholes.filter(({mechanism}) => cause.mechanisms.includes(mechanism));
        return blamed.length > 0 || (effects === null && id !== 'adding-column-volatile-default')
          ? [hitFor(blamed, cause.safer, context)]
          : [];
      });
    },
  };
}

/** What no rule of its own explains. */
function isExplained(context: RuleContext): boolean {
  const {parsed} = context;
  if (['create-index', 'reindex', 'refresh'].includes(parsed.kind)) return true;
  if (parsed.kind !== 'alter-table') return false;
  return parsed.actions.some(action => causeOf(action, parsed.table) !== undefined);
}

function unexplained(id: string, about: string, mechanisms: Mechanism[], safer: string): Rule {
  return {
    id,
    severity: 'error',
    about,
    measured: true,
    check: context => {
      if (isExplained(context)) return [];
      const wholes = blockedWholes(context).filter(({mechanism}) => mechanisms.includes(mechanism));
      return wholes.length === 0 ? [] : [hitFor(wholes, safer, context)];
    },
  };
}

export const MEASURED_RULES: readonly Rule[] = [
  actionRule('changing-column-type', 'a new type that rewrites or re-checks the table'),
  actionRule('adding-column-volatile-default', 'a new column whose default differs per row'),
  actionRule('adding-serial-column', 'a new auto-incrementing column'),
  actionRule('adding-stored-generated-column', 'a new stored generated column'),
  actionRule('set-not-null', 'NOT NULL on an existing column, every row is checked under the lock'),
  actionRule('constraint-missing-not-valid', 'a check constraint that is validated under the lock'),
  actionRule('adding-foreign-key', 'a foreign key that is validated under locks on two tables'),
  actionRule(
    'adding-unique-constraint',
    'a unique constraint or primary key that builds its index under the lock',
  ),
  actionRule('adding-exclusion-constraint', 'an exclusion constraint that builds its index under the lock'),
  {
    id: 'require-concurrent-index-creation',
    severity: 'error',
    about: 'an index that is built while nobody can write',
    measured: true,
    check: context => {
      const {parsed, effects, existing} = context;
      if (parsed.kind !== 'create-index' || parsed.concurrently || existing(parsed.table) === undefined)
        return [];
      const wholes = blockedWholes(context).filter(({mechanism}) => mechanism === 'indexed');
      if (wholes.length === 0 && effects !== null) return [];
      return [hitFor(wholes, adviseIndex(parsed), context)];
    },
  },
  {
    id: 'require-concurrent-reindex',
    severity: 'error',
    about: 'an index that is built anew while nobody can write',
    measured: true,
    check: context => {
      if (context.parsed.kind !== 'reindex' || context.parsed.concurrently) return [];
      const wholes = blockedWholes(context);
      const safer = `reindex index concurrently ${context.parsed.name};  -- with transaction: false`;
      return wholes.length === 0 ? [] : [hitFor(wholes, safer, context)];
    },
  },
  {
    id: 'require-concurrent-refresh',
    severity: 'warning',
    about: 'a materialized view that nobody can read while it is refreshed',
    measured: false,
    check: ({parsed, existing}) => {
      if (parsed.kind !== 'refresh' || parsed.concurrently || existing(parsed.name) === undefined) return [];
      return [
        {
          why: `nobody can read ${parsed.name} until it is refreshed`,
          safer: `refresh materialized view concurrently ${parsed.name};  -- needs a unique index on it`,
        },
      ];
    },
  },
  unexplained(
    'table-rewrite',
    'anything else that writes a table anew under a lock that blocks',
    ['rewritten'],
    'Copy into a new table in batches and swap the two, or use pg_repack / pg_squeeze.',
  ),
  unexplained(
    'scan-under-lock',
    'anything else that reads a whole table under a lock that blocks',
    ['scanned', 'indexed'],
    'Do it in two steps: a short one that takes the lock, and a check without it\n(constraints: NOT VALID, then VALIDATE CONSTRAINT in a migration of its own).',
  ),
  {
    id: 'lock-held-while-scanning',
    severity: 'error',
    about: 'long work in a transaction that already holds a lock that blocks',
    measured: true,
    check: context => {
      const {effects, held, changed, facts} = context;
      const [strongest] = held;
      if (effects === null || strongest === undefined || blockedWholes(context).length > 0) return [];
      const whole = [
        ...effects.scanned,
        ...effects.rewritten,
        ...changed.filter(({share}) => share >= 0.5).map(({table}) => table),
      ];
      if (whole.length === 0) return [];
      const names = [...new Set(whole.map(({name}) => name))].join(', ');
      return [
        {
          why: `goes through ${names} while ${strongest.mode} on ${strongest.table.name}, taken earlier in the same transaction, is still held`,
          safer: 'Put it into a migration of its own: each runs in a transaction of its own.',
          tables: [facts(strongest.table)],
        },
      ];
    },
  },
  {
    id: 'backfill-in-migration',
    severity: 'warning',
    about: 'data of a whole table changed in one transaction',
    measured: true,
    check: ({changed, transactional, facts, parsed}) =>
      changed
        .filter(({share}) => transactional && share >= 0.5 && parsed.kind !== 'truncate')
        .map(({table}) => ({
          why: `changes ${describeTable(facts(table))} in one transaction: the rows stay locked to its end`,
          safer: BATCHES,
          tables: [facts(table)],
          severity: facts(table).rows === 0 ? 'hint' : 'warning',
        })),
  },
];

import type {Parsed} from './parse';
import type {ColumnDefinition} from './parse-column';
import type {Hit, Rule, RuleContext} from './rule';

/** Columns that the statement adds, to new tables as well. */
function newColumns(parsed: Parsed): ColumnDefinition[] {
  if (parsed.kind === 'create-table') return parsed.columns;
  if (parsed.kind !== 'alter-table') return [];
  return parsed.actions.flatMap(action => (action.kind === 'add-column' ? [action.column] : []));
}

function columnHint(id: string, about: string, hit: (column: ColumnDefinition) => Hit | undefined): Rule {
  return {
    id,
    severity: 'hint',
    about,
    measured: false,
    check: ({parsed}) =>
      newColumns(parsed)
        .map(hit)
        .filter(found => found !== undefined),
  };
}

export const HINT_RULES: readonly Rule[] = [
  columnHint('prefer-timestamptz', 'a time without its zone', ({name, type}) =>
    /^timestamp(\s*\(\d\))?(\s+without time zone)?$/.test(type)
      ? {
          why: `${name}: a timestamp without a zone means another moment in every session`,
          safer: `${name} timestamptz`,
        }
      : undefined,
  ),
  columnHint('prefer-bigint', 'a number that may run out', ({name, type}) =>
    /^(int|integer|int2|int4|smallint|serial|serial2|serial4|smallserial)$/.test(type)
      ? {
          why: `${name}: ${type} runs out at two thousand million or less, and widening it rewrites the table`,
          safer: `${name} bigint`,
        }
      : undefined,
  ),
  columnHint('prefer-text', 'a length that will have to change', ({name, type}) =>
    /^(varchar|character varying)\s*\(/.test(type)
      ? {
          why: `${name}: a shorter ${type} later reads the whole table under a lock`,
          safer: `${name} text check (char_length(${name}) <= …)`,
        }
      : undefined,
  ),
  columnHint('ban-char-field', 'a text padded with spaces', ({name, type}) =>
    /^(char|character|bpchar)(\s*\(|$)/.test(type)
      ? {why: `${name}: ${type} pads with spaces and compares without them`, safer: `${name} text`}
      : undefined,
  ),
  columnHint('prefer-identity', 'a serial column', ({name, type, isSerial}) =>
    isSerial
      ? {
          why: `${name}: a serial's sequence has permissions and a default of its own`,
          safer: `${name} ${type.startsWith('big') ? 'bigint' : 'int'} generated always as identity`,
        }
      : undefined,
  ),
  {
    id: 'prefer-robust-statements',
    severity: 'hint',
    about: 'a statement that fails when a migration without a transaction is run again',
    measured: false,
    check: context => (context.transactional || isRobust(context) ? [] : [HIT_ROBUST]),
  },
  {
    id: 'identifier-too-long',
    severity: 'warning',
    about: 'a name that PostgreSQL cuts off',
    measured: false,
    check: ({statement}) =>
      statement.tokens
        .filter(({kind, text}) => (kind === 'word' || kind === 'quoted') && Buffer.byteLength(text) > 63)
        .map(({text}) => ({
          why: `${text} has more than 63 bytes and is cut off`,
          safer: 'Choose a shorter name.',
        })),
  },
];

const HIT_ROBUST: Hit = {
  why: 'without a transaction it stays when a later statement fails, and running again fails on it',
  safer: 'Say `if not exists` / `if exists`; before `create index concurrently` drop an invalid one.',
};

function isRobust({parsed}: RuleContext): boolean {
  if (parsed.kind === 'create-index' || parsed.kind === 'create-table' || parsed.kind === 'drop') {
    return parsed.isRobust;
  }
  if (parsed.kind !== 'alter-table') return true;
  return parsed.actions.every(action => {
    if (action.kind === 'add-constraint') return false;
    return !('isRobust' in action) || action.isRobust;
  });
}

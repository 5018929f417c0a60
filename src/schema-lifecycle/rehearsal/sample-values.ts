/** A column as the generator sees it; a domain counts as the type it is made of. */
export interface SampleColumn {
  name: string;
  /** Of `pg_type`, such as `int4`; `_int4` for an array. */
  type: string;
  typeKind: string;
  /** Full type, such as `character varying(20)`. */
  fullType: string;
  /** -1 when there is none. */
  modifier: number;
  /** From 1, in the order of the table. */
  position: number;
  /** Texts that a check constraint lists for it. */
  allowed: string[];
}

/** Far from what migrations insert by themselves. */
const FIRST = 1_000_000;

/**
 * SQL for the value of a column in the generated row `g` (from 1). The same type gives the same value in every table, so
 * that references find their row; other rows give other values wherever the type has room. Null: no value is known.
 */
export function sampleValue(column: SampleColumn): string | null {
  const {type, typeKind, fullType, allowed} = column;
  if (allowed.length > 0) return `(${arrayOf(allowed)})[1 + g % ${allowed.length}]::${fullType}`;
  if (typeKind === 'e') {
    return `(enum_range(null::${fullType}))[1 + g % cardinality(enum_range(null::${fullType}))]`;
  }
  if (type.startsWith('_')) return `'{}'::${fullType}`;
  if (typeKind === 'r') return rangeOf(fullType, column.type);
  return VALUES[type]?.(column) ?? null;
}

const number = `(${FIRST} + g)`;

const VALUES: Record<string, (column: SampleColumn) => string> = {
  int2: () => '(g % 32000)',
  int4: () => number,
  int8: () => number,
  oid: () => number,
  float4: () => number,
  float8: () => number,
  numeric: ({modifier}) => `(${number} % ${10 ** wholeDigits(modifier)})`,
  money: () => `g::numeric::money`,
  bool: () => '(g % 2 = 0)',
  text: () => `'v' || g`,
  citext: () => `'v' || g`,
  name: () => `'v' || g`,
  varchar: textOf,
  bpchar: textOf,
  uuid: () => 'md5(g::text)::uuid',
  date: () => `date '2001-01-01' + g`,
  // Later columns are later times, so that a start comes before its end.
  timestamp: ({position}) =>
    `timestamp '2001-01-01' + g * interval '1 hour' + ${position} * interval '1 minute'`,
  timestamptz: ({position}) =>
    `timestamptz '2001-01-01 00:00Z' + g * interval '1 hour' + ${position} * interval '1 minute'`,
  time: () => `time '00:00' + g * interval '1 second'`,
  timetz: () => `timetz '00:00Z' + g * interval '1 second'`,
  interval: () => `g * interval '1 minute'`,
  json: () => `'{}'::json`,
  jsonb: () => `'{}'::jsonb`,
  bytea: () => `convert_to(g::text, 'UTF8')`,
  inet: () => `inet '10.0.0.0' + g`,
  cidr: () => `cidr(inet '10.0.0.0' + g)`,
  macaddr: () => `('08:00:2b' || lpad(to_hex(g), 6, '0'))::macaddr`,
  bit: ({modifier}) => `g::bit(${Math.max(1, modifier)})`,
  varbit: () => `g::bit(32)::varbit`,
  tsvector: () => `to_tsvector('simple', 'v' || g)`,
  point: () => 'point(g, g)',
  xml: () => `'<a/>'::xml`,
};

/** As many different ones as fit. */
function textOf({modifier}: SampleColumn): string {
  const length = modifier > 4 ? modifier - 4 : 64;
  if (length >= 8) return `'v' || g`;
  return `right('v' || to_hex(g), ${length})`;
}

/** Digits before the point; the modifier of `numeric(p, s)` is p * 65536 + s + 4. */
function wholeDigits(modifier: number): number {
  if (modifier < 4) return 9;
  return Math.max(0, Math.min(9, ((modifier - 4) >> 16) - ((modifier - 4) & 0x7ff)));
}

function rangeOf(fullType: string, type: string): string | null {
  const bounds: Record<string, string> = {
    int4range: 'g, g + 1',
    int8range: 'g, g + 1',
    numrange: 'g, g + 1',
    daterange: `date '2001-01-01' + g, date '2001-01-01' + g + 1`,
    tsrange: `timestamp '2001-01-01' + g * interval '1 hour', timestamp '2001-01-01' + (g + 1) * interval '1 hour'`,
    tstzrange:
      `timestamptz '2001-01-01 00:00Z' + g * interval '1 hour', ` +
      `timestamptz '2001-01-01 00:00Z' + (g + 1) * interval '1 hour'`,
  };
  const of = bounds[type];
  return of === undefined ? null : `${fullType}(${of})`;
}

function arrayOf(texts: readonly string[]): string {
  return `array[${texts.map(text => `'${text.replaceAll("'", "''")}'`).join(', ')}]`;
}

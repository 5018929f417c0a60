import {sampleOf} from './regex-sample';
import type {Table, TableColumn} from './table-catalog';

/** Values as text, which the insert casts to the column's type. */
export type Candidate = string | null;

/**
 * Values to try for a column, best first: what its checks spell out, then what is usual for the type, then null. The
 * default comes late, so that a row which lost its value and got the default is not taken for one that kept it.
 * @param serial makes values of different rows differ
 */
export function candidatesFor(column: TableColumn, table: Table, serial: number): Candidate[] {
  const checks = table.constraints.filter(({type, columns}) => type === 'c' && columns.includes(column.name));
  const fromChecks = checks.flatMap(({definition}) => readCheck(definition, column.baseType, serial));
  const typical = column.labels ?? typicalValues(column, serial);
  const values = [...new Set([...fromChecks, ...typical])]
    .map(value => shorten(value, column))
    .filter(value => value !== '');
  const isDefault = (value: string) => column.defaultValue !== null && sameValue(value, column.defaultValue);
  return [
    ...values.filter(value => !isDefault(value)),
    ...values.filter(isDefault),
    ...(column.isNullable || values.length === 0 ? [null] : []),
  ];
}

/** Literals and samples of patterns for text; for numbers those that the check names, and their neighbours. */
function readCheck(definition: string, baseType: string, serial: number): string[] {
  if (isNumber(baseType)) {
    const numbers = [...definition.matchAll(/(?<![\w.'])-?\d+(?:\.\d+)?(?![\w'])/g)].map(([text]) =>
      Number(text),
    );
    return numbers.flatMap(number => [String(number + 1), String(number), String(number - 1)]);
  }
  if (/^jsonb?$/.test(baseType)) {
    return definition.includes("'array'") ? [`["canary ${serial}"]`] : [];
  }
  return [...definition.matchAll(/(!?~\*? )?'((?:[^']|'')*)'::/g)].flatMap(([, operator, quoted = '']) => {
    const text = quoted.replaceAll("''", "'");
    if (operator === undefined) return [text];
    const sample = operator.startsWith('!') ? null : sampleOf(text, serial);
    return sample === null ? [] : [sample];
  });
}

function typicalValues({baseType, type}: TableColumn, serial: number): string[] {
  if (isNumber(baseType)) {
    const scaled = /^numeric\(\d+,[1-9]/.test(type) || baseType.startsWith('float');
    return [...(scaled ? ['7.25'] : []), '7', '3', '2', '1', '50', '0', String(1000 + serial)];
  }
  if (baseType.startsWith('_')) return ['{}'];
  const hex = serial.toString(16);
  const day = new Date(Date.UTC(2001, 1, 3) + serial * 86_400_000);
  const days = [0, 1, 2, 40, 9000].map(more => new Date(day.getTime() + more * 86_400_000).toISOString());
  const byType: Record<string, string[]> = {
    bool: ['true', 'false'],
    timestamptz: days,
    timestamp: days,
    date: days.map(text => text.slice(0, 10)),
    time: ['04:05:06', '17:30:00'],
    timetz: ['04:05:06+00', '17:30:00+00'],
    interval: ['1 day', '2 hours'],
    uuid: [`00000000-0000-4000-8000-${hex.padStart(12, '0')}`],
    json: [`{"canary": ${serial}}`, `["canary ${serial}"]`],
    jsonb: [`{"canary": ${serial}}`, `["canary ${serial}"]`],
    bytea: [`\\x${hex.padStart(8, '0')}`],
    inet: [`192.0.2.${serial % 250}`],
    cidr: ['192.0.2.0/24'],
    macaddr: [`02:00:00:00:00:${(serial % 200).toString(16).padStart(2, '0')}`],
    tsvector: ['canary'],
    xml: ['<canary/>'],
    money: ['7.25'],
    point: ['(1,2)'],
    int4range: ['[1,7)'],
    int8range: ['[1,7)'],
    numrange: ['[1,7)'],
    daterange: ['[2001-02-03,2001-02-04)'],
    tstzrange: ['[2001-02-03,2001-02-04)'],
  };
  const known = byType[baseType];
  if (known !== undefined) return known;
  if (!isText(baseType)) return [];
  return [
    `canary ${serial}`,
    `canary-${serial}`,
    `canary${serial}@example.com`,
    `CANARY${serial}`,
    String(serial),
  ];
}

function isNumber(baseType: string): boolean {
  return /^(int[248]|numeric|float[48])$/.test(baseType);
}

function isText(baseType: string): boolean {
  return ['text', 'varchar', 'bpchar', 'citext', 'name'].includes(baseType);
}

/** The end of a text is what differs from row to row. */
function shorten(value: string, {length, baseType}: TableColumn): string {
  return length !== null && isText(baseType) && value.length > length ? value.slice(-length).trim() : value;
}

export function sameValue(a: string, b: string): boolean {
  return a === b || (a !== '' && b !== '' && Number(a) === Number(b));
}

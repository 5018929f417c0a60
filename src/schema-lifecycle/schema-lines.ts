/** One thing of a schema, read from a line of `describeSchema`. */
export interface SchemaObject {
  kind: string;
  /** Such as `column public.users.email`. */
  object: string;
  /** Schema and table that it belongs to, such as `public.users`; itself for a table; null for what stands alone. */
  table: string | null;
  definition: string;
}

export interface Difference extends Pick<SchemaObject, 'kind' | 'object' | 'table'> {
  change: 'added' | 'removed' | 'changed';
  /** As the migrations give it; null when they do not. */
  expected: string | null;
  /** As it is in the database; null when it is not. */
  live: string | null;
}

/** `added` is in the database only, `removed` in the migrations only. Sorted by kind of thing and name. */
export function compareSchemas(expected: readonly string[], live: readonly string[]): Difference[] {
  const [before, after] = [groupByObject(expected, live), groupByObject(live, expected)];
  const differences: Difference[] = [];
  for (const [object, lines] of before) {
    const others = after.get(object) ?? [];
    const [one, other] = [lines[0], others[0]];
    if (lines.length === 1 && others.length === 1 && one !== undefined && other !== undefined) {
      differences.push(differenceOf('changed', one, one.definition, other.definition));
      continue;
    }
    differences.push(...lines.map(line => differenceOf('removed', line, line.definition, null)));
    differences.push(...others.map(line => differenceOf('added', line, null, line.definition)));
  }
  for (const [object, lines] of after) {
    if (before.has(object)) continue;
    differences.push(...lines.map(line => differenceOf('added', line, null, line.definition)));
  }
  return differences.sort((a, b) => rank(a) - rank(b) || compareTexts(a.object, b.object));
}

function differenceOf(
  change: Difference['change'],
  {kind, object, table}: SchemaObject,
  expected: string | null,
  live: string | null,
): Difference {
  return {change, kind, object, table, expected, live};
}

/** The lines that are not in `others`; a name with spaces may leave several to one object. */
function groupByObject(lines: readonly string[], others: readonly string[]): Map<string, SchemaObject[]> {
  const known = new Set(others);
  const groups = new Map<string, SchemaObject[]>();
  for (const line of lines) {
    if (known.has(line)) continue;
    const parsed = parseLine(line);
    groups.set(parsed.object, [...(groups.get(parsed.object) ?? []), parsed]);
  }
  return groups;
}

const PATTERNS: readonly {
  pattern: RegExp;
  read(match: RegExpExecArray): Omit<SchemaObject, 'kind'> & {kind?: string};
}[] = [
  {
    pattern: /^index CREATE (UNIQUE )?INDEX ("(?:[^"]|"")+"|\S+) ON (?:ONLY )?(\S+) (.*)$/s,
    read: ([, unique = '', name, table = '', rest = '']) => ({
      object: `index ${schemaOf(table)}.${name}`,
      table,
      definition: `${unique.toLowerCase()}on ${table} ${rest}`,
    }),
  },
  {
    pattern: /^trigger (\S+) (CREATE (?:CONSTRAINT )?TRIGGER ("(?:[^"]|"")+"|\S+) .*)$/s,
    read: ([, table = '', definition = '', name]) => ({
      object: `trigger ${table}.${name}`,
      table,
      definition,
    }),
  },
  {
    pattern: /^function (.+?\(.*?\)) (.*)$/s,
    read: ([, name, definition = '']) => ({object: `function ${name}`, table: null, definition}),
  },
  {
    pattern: /^domain constraint (\S+ \S+) (.*)$/s,
    read: ([, name, definition = '']) => ({
      kind: 'domain constraint',
      object: `domain constraint ${name}`,
      table: null,
      definition,
    }),
  },
  {
    pattern: /^(column|constraint|policy) (\S+)\.(\S+) (.*)$/s,
    read: ([, kind, table = '', name, definition = '']) => ({
      object: `${kind} ${table}.${name}`,
      table,
      definition,
    }),
  },
  {
    pattern: /^table (\S+) (.*)$/s,
    read: ([, table = '', definition = '']) => ({object: `table ${table}`, table, definition}),
  },
  {
    pattern: /^(\S+) (\S+) ?(.*)$/s,
    read: ([, kind, name, definition = '']) => ({object: `${kind} ${name}`, table: null, definition}),
  },
];

export function parseLine(line: string): SchemaObject {
  const kind = line.slice(0, line.indexOf(' '));
  for (const {pattern, read} of PATTERNS) {
    const match = pattern.exec(line);
    if (match !== null) return {kind, ...read(match)};
  }
  return {kind, object: line, table: null, definition: ''};
}

const ORDER = ['table', 'column', 'constraint', 'index', 'trigger', 'policy', 'view', 'function', 'enum'];

function rank({kind}: Difference): number {
  const index = ORDER.indexOf(kind);
  return index === -1 ? ORDER.length : index;
}

function schemaOf(table: string): string {
  return table.slice(0, table.indexOf('.'));
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

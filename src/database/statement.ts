import {createHash} from 'node:crypto';

/** Values for `:name` or `?`; pg says how each becomes text. */
export type Bindings = readonly unknown[] | Readonly<Record<string, unknown>>;

/** A statement as pg takes it. */
export interface BoundStatement {
  text: string;
  values: unknown[];
}

interface Parsed {
  text: string;
  /** The name of each parameter in turn. */
  names: string[];
}

/** Statements are constants of this program, with a few variants of lists: this many are never reached in practice. */
const MOST_REMEMBERED = 2000;
const PARAMETER = /(?<![:\w]):([a-z]\w*)/gi;
const parsed = new Map<string, Parsed>();
const names = new Map<string, string>();

/**
 * Puts `$1`, `$2`, … for each `:name`, or for each `?` when the bindings are a list. Each place is a
 * parameter of its own, whose type PostgreSQL infers from that place.
 * @throws Error for a value that is undefined or missing: null has to be said
 */
export function bind(sql: string, bindings: Bindings): BoundStatement {
  return isList(bindings) ? bindList(sql, bindings) : bindNames(sql, bindings);
}

/** The name under which a connection remembers how it runs a statement. */
export function nameOf(text: string): string {
  return remembered(names, text, () => `s${createHash('sha256').update(text).digest('hex').slice(0, 24)}`);
}

function bindNames(sql: string, bindings: Readonly<Record<string, unknown>>): BoundStatement {
  const {text, names: wanted} = remembered(parsed, sql, () => {
    const found: string[] = [];
    return {text: sql.replace(PARAMETER, (_whole, name: string) => `$${found.push(name)}`), names: found};
  });
  return {text, values: wanted.map(name => defined(bindings[name], `:${name}`))};
}

function bindList(sql: string, bindings: readonly unknown[]): BoundStatement {
  if (bindings.length === 0) return {text: sql, values: []};
  const values = bindings.map((value, index) => defined(value, `? ${index + 1}`));
  let found = 0;
  const text = sql.replace(/\?/g, () => {
    found += 1;
    return `$${found}`;
  });
  if (found !== values.length) throw new Error(`${found} parameters, but ${values.length} values: ${sql}`);
  return {text, values};
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(key, made);
  return made;
}

function isList(bindings: Bindings): bindings is readonly unknown[] {
  return Array.isArray(bindings);
}

function defined(value: unknown, name: string): unknown {
  if (value === undefined) throw new Error(`${name} has no value`);
  return value;
}

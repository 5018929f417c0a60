import {SchemaError} from '../errors';
import type {Difference} from '../schema-lines';
import type {Unfilled} from './canaries';
import type {Contents, Loss} from './contents';

/** What of `before` did not come back, in the words of the step that lost it. */
export function explain(
  {table, column, rows}: Loss,
  between: Contents,
  first: string,
  second: string,
): string {
  const middle = between.get(table);
  const name = table.replace(/^public\./, '');
  if (middle === undefined) return `${first} drops table ${name}`;
  if (column === null) return `${first} and ${second} lose ${rows} ${rows === 1 ? 'row' : 'rows'} of ${name}`;
  if (!middle.columns.includes(column)) return `${first} drops column ${name}.${column}`;
  return `${first} and ${second} change values of ${name}.${column}`;
}

/** What would be lost of tables that hold no generated row: what down drops. */
export function unproven(unfilled: Unfilled[], above: Contents, below: Contents): string[] {
  return unfilled.flatMap(({table}) => {
    const [before, after] = [above.get(table), below.get(table)];
    if (before === undefined) return [];
    const name = table.replace(/^public\./, '');
    if (after === undefined) return [`down drops table ${name}`];
    return before.columns
      .filter(column => !after.columns.includes(column))
      .map(column => `down drops column ${name}.${column}`);
  });
}

export function describe({change, object}: Difference): string {
  const words = {added: 'too much', removed: 'missing', changed: 'different'} as const;
  return `  ${object} is ${words[change]}`;
}

/** An error that carries an SQLSTATE; one that the migration throws itself says on purpose that there is no way back. */
export function isFromDatabase(error: unknown): boolean {
  const cause = error instanceof SchemaError ? error.cause : error;
  return /^[0-9A-Z]{5}$/.test((cause as {code?: string} | undefined)?.code ?? '') || isRefused(error);
}

function isRefused(error: unknown): boolean {
  return error instanceof SchemaError && error.code.startsWith('STATEMENT_');
}

export function firstLine(error: unknown): string {
  const cause = error instanceof SchemaError ? (error.cause ?? error) : error;
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
}

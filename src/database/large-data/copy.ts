import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import type {ClientBase} from 'pg';
import {from as copyFrom} from 'pg-copy-streams';

export type Value = string | number | boolean | Date | object | null;
export type Row = readonly Value[];

export interface TableRows {
  table: string;
  /** Rows with the same first column go in one statement: triggers judge them together. */
  columns: readonly string[];
  rows: Iterable<Row>;
}

/**
 * Rows of one COPY. The checks of foreign keys are queued in the server's memory until the statement ends, so that one
 * statement for millions of rows would need gigabytes there.
 */
const ROWS_PER_STATEMENT = 100_000;
const CHUNK_LENGTH = 64 * 1024;

/**
 * Writes rows by COPY, in constant memory.
 * @param onRows told the count so far, after each piece that went out
 * @returns how many there were
 */
export async function copyRows(
  client: ClientBase,
  {table, columns, rows}: TableRows,
  onRows: (count: number) => void,
): Promise<number> {
  const iterator = rows[Symbol.iterator]();
  const sql = `copy ${table} (${columns.join(', ')}) from stdin`;
  let count = 0;
  let next = iterator.next();

  function* statement(): Generator<string> {
    const end = count + ROWS_PER_STATEMENT;
    let chunk = '';
    for (let group: Value = null; !next.done && (count < end || next.value[0] === group); count += 1) {
      group = next.value[0] ?? null;
      chunk += lineOf(next.value);
      next = iterator.next();
      if (chunk.length < CHUNK_LENGTH) continue;
      yield chunk;
      chunk = '';
      onRows(count);
    }
    yield chunk;
  }

  while (!next.done) await pipeline(Readable.from(statement()), client.query(copyFrom(sql)));
  return count;
}

/** A line of COPY's text format. */
function lineOf(row: Row): string {
  return `${row.map(fieldOf).join('\t')}\n`;
}

function fieldOf(value: Value): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return escaped(value);
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? escaped(JSON.stringify(value)) : String(value);
}

const SPECIAL = /[\\\t\n\r]/;

function escaped(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n').replace(/\r/g, '\\r');
}

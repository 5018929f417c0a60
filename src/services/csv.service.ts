import {Readable, type Writable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {BindingScope, inject, injectable} from '@loopback/core';
import {stringify} from 'csv-stringify';
import type {Database} from '../database/database';
import {poundsOf} from '../domain/reports';
import {AppBindings} from '../keys';
import {type ListDefinition, type ListRequest, pageQuery} from '../repositories/list-query';

/** Writes a whole list as CSV (RFC 4180, UTF-8) for spreadsheets, row by row in constant memory. */
@injectable({scope: BindingScope.SINGLETON})
export class CsvService {
  constructor(@inject(AppBindings.DATABASE) private readonly database: Database) {}

  /**
   * A byte order mark tells spreadsheets that it is UTF-8; a cell that would be read as a formula gets a quote before it.
   * @throws when the database fails or the reader goes away; nothing is written before the first row has been read, so
   *   that a list that can't be read is still answered by an error
   */
  async write<Row extends object, Filter extends object>(
    list: ListDefinition<Row, Filter>,
    request: Omit<ListRequest<Filter>, 'limit' | 'after'>,
    to: Writable,
  ): Promise<void> {
    const {sql, bindings} = pageQuery(list, {...request, limit: Number.POSITIVE_INFINITY});
    const csv = spreadsheet(Object.keys(list.columns));
    const rows = this.database.stream<Row>(sql, bindings);
    try {
      await pipeline(resume(await rows.next(), rows), csv, to);
    } finally {
      await rows.return(undefined);
    }
  }

  /** The same for rows that are at hand; whole pence (`bigint`) are written as pounds. */
  async writeRows(columns: string[], rows: Iterable<object>, to: Writable): Promise<void> {
    await pipeline(Readable.from(rows), spreadsheet(columns), to);
  }
}

async function* resume<Row>(first: IteratorResult<Row, void>, rest: AsyncGenerator<Row, void>) {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

/** Only text is kept from being a formula: an amount below zero stays a number. */
function spreadsheet(columns: string[]) {
  return stringify({
    bom: true,
    header: true,
    columns,
    escape_formulas: true,
    record_delimiter: 'windows',
    // A lone line feed ends a record for spreadsheets, too.
    quote_record_delimiter: true,
    cast: {
      boolean: value => String(value),
      date: value => value.toISOString(),
      object: value => JSON.stringify(value),
      bigint: poundsOf,
    },
  });
}

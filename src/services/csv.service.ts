import type {Writable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {BindingScope, inject, injectable} from '@loopback/core';
import {stringify} from 'csv-stringify';
import type {Database} from '../database/database';
import {AppBindings} from '../keys';
import {type ListDefinition, type ListRequest, pageQuery} from '../repositories/list-query';

/** Writes a whole list as CSV (RFC 4180, UTF-8) for spreadsheets, row by row in constant memory. */
@injectable({scope: BindingScope.SINGLETON})
export class CsvService {
  constructor(@inject(AppBindings.DATABASE) private readonly database: Database) {}

  /**
   * A byte order mark tells spreadsheets that it is UTF-8; a cell that would be read as a formula gets a quote before it.
   * @throws when the reader goes away or the database fails; by then part of the file is written
   */
  async write<Row extends object, Filter extends object>(
    list: ListDefinition<Row, Filter>,
    request: Omit<ListRequest<Filter>, 'limit' | 'after'>,
    to: Writable,
  ): Promise<void> {
    const {sql, bindings} = pageQuery(list, {...request, limit: Number.POSITIVE_INFINITY});
    const csv = stringify({
      bom: true,
      header: true,
      columns: Object.keys(list.columns),
      escape_formulas: true,
      record_delimiter: 'windows',
      cast: {
        boolean: value => String(value),
        date: value => value.toISOString(),
        object: value => JSON.stringify(value),
      },
    });
    await pipeline(this.database.stream<Row>(sql, bindings), csv, to);
  }
}

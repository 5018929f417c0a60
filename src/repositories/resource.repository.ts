import {BindingScope, inject, injectable} from '@loopback/core';
import type {Knex} from 'knex';
import type {Database, Queryable, Transaction} from '../database/database';
import {AppBindings} from '../keys';
import {type ListDefinition, pageQuery} from './list-query';

/** What keeps a record from being deleted: rows of another table that refer to it. */
export interface Dependent {
  table: string;
  column: string;
  /** As the refusal names them: `schedules`. */
  name: string;
}

/** Where a resource is kept. */
export interface ResourceTable<Row extends object> {
  table: string;
  // biome-ignore lint/suspicious/noExplicitAny: which filters a list has does not matter here
  list: ListDefinition<Row, any>;
  /** Property → column, of what a request may set; null: kept in another table, which its service writes. */
  writable: Readonly<Record<string, string | null>>;
  dependents: readonly Dependent[];
}

export type Values = Record<string, Knex.RawBinding | object>;

/** Reads and writes records of any resource by its definition. */
@injectable({scope: BindingScope.SINGLETON})
export class ResourceRepository {
  constructor(@inject(AppBindings.DATABASE) private readonly db: Database) {}

  async find<Row extends object>(
    resource: ResourceTable<Row>,
    id: number,
    on: Queryable = this.db,
  ): Promise<Row | undefined> {
    const {list} = resource;
    const one = {...list, filters: {id: (value: number) => ({sql: `${list.id} = ?`, bindings: [value]})}};
    const {sql, bindings} = pageQuery(one as ListDefinition<Row, {id?: number}>, {filter: {id}, limit: 1});
    const [row] = await on.rows<Row & {sort_key?: unknown}>(sql, bindings);
    if (row === undefined) return undefined;
    const {sort_key: _, ...found} = row;
    return found as unknown as Row;
  }

  /**
   * Locks the record and reads it as it is now. Only `delete` makes those wait who are about to refer to it; an edit
   * does not, or two admins who edit each other would wait for each other's activity log.
   */
  async lock<Row extends object>(
    tx: Transaction,
    resource: ResourceTable<Row>,
    id: number,
    purpose: 'edit' | 'delete',
  ): Promise<Row | undefined> {
    const strength = purpose === 'delete' ? 'for update' : 'for no key update';
    await tx.rows(`select id from ${resource.table} where id = ? ${strength}`, [id]);
    return this.find(resource, id, tx);
  }

  async insert(
    tx: Transaction,
    resource: ResourceTable<object>,
    values: Values,
    by: number,
  ): Promise<number> {
    const [row] = await tx
      .table(resource.table)
      .insert({...toColumns(resource, values), created_by: by, updated_by: by})
      .returning<{id: number}[]>('id');
    if (row === undefined) throw new Error(`the insert into ${resource.table} returned no row`);
    return row.id;
  }

  /** Raises the version: whoever edits from an older one is told. */
  async update(
    tx: Transaction,
    resource: ResourceTable<object>,
    id: number,
    values: Values,
    by: number,
  ): Promise<void> {
    await tx
      .table(resource.table)
      .where({id})
      .update({
        ...toColumns(resource, values),
        version: this.db.knex.raw('version + 1'),
        updated_at: this.db.knex.fn.now(),
        updated_by: by,
      });
  }

  async remove(tx: Transaction, resource: ResourceTable<object>, id: number): Promise<void> {
    await tx.table(resource.table).where({id}).delete();
  }

  /** How many rows of each kind hang on the record; kinds without any are left out. */
  async countDependents(
    tx: Transaction,
    {dependents}: Pick<ResourceTable<object>, 'dependents'>,
    id: number,
  ): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const {table, column, name} of dependents) {
      const [row] = await tx.rows<{count: number}>(
        `select count(*)::integer as count from (select 1 from ${table} where ${column} = ? limit 1000) as found`,
        [id],
      );
      if (row !== undefined && row.count > 0) counts[name] = (counts[name] ?? 0) + row.count;
    }
    return counts;
  }
}

function toColumns(
  {writable, table}: ResourceTable<object>,
  values: Values,
): Record<string, Knex.RawBinding> {
  const entries = Object.entries(values).flatMap(([name, value]) => {
    const column = Object.hasOwn(writable, name) ? writable[name] : undefined;
    if (column === undefined) throw new Error(`${name} of ${table} is not writable`);
    const isJson = typeof value === 'object' && value !== null && !(value instanceof Date);
    return column === null ? [] : [[column, isJson ? JSON.stringify(value) : (value as Knex.RawBinding)]];
  });
  return Object.fromEntries(entries);
}

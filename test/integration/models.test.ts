import assert from 'node:assert/strict';
import type {Entity, EntityCrudRepository, PropertyDefinition} from '@loopback/repository';
import * as models from '../../src/models';
import {givenApplication, type TestApp} from '../helpers/app';

interface Column {
  table: string;
  name: string;
  dataType: string;
  nullable: 'YES' | 'NO';
  length: number | null;
  precision: number | null;
  scale: number | null;
  isIdentity: boolean;
  /** Position in the primary key. */
  keyPosition: number | null;
  /** Of the check constraint that lists them. */
  values: string[] | null;
}

interface ColumnDefinition {
  columnName: string;
  dataType: string;
  nullable: 'YES' | 'NO';
  dataLength?: number;
  dataPrecision?: number;
  dataScale?: number;
}

const COLUMNS = `
  select c.table_name as "table", c.column_name as name, c.data_type as "dataType", c.is_nullable as nullable,
    c.character_maximum_length as length,
    case when c.data_type = 'numeric' then c.numeric_precision end as precision,
    case when c.data_type = 'numeric' then c.numeric_scale end as scale, c.is_identity = 'YES' as "isIdentity",
    (select array_position(k.conkey, a.attnum) from pg_constraint k where k.conrelid = a.attrelid and k.contype = 'p')
      as "keyPosition",
    (select array_agg(v[1]) from pg_constraint k, regexp_matches(pg_get_constraintdef(k.oid), '''([a-z_]+)''::', 'g') v
     where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum]
       and pg_get_constraintdef(k.oid) ~ 'ANY') as values
  from information_schema.columns c
  join pg_attribute a on a.attrelid = c.table_name::regclass and a.attname = c.column_name
  where c.table_schema = 'public' and c.table_name not in ('knex_migrations', 'knex_migrations_lock')
    and c.table_name not like 'schema\\_%\\_history' and a.attrelid in (select oid from pg_class where relkind = 'r')
  order by 1, c.ordinal_position`;

/** What JavaScript holds for a column. */
const KINDS: Record<string, string> = {
  integer: 'Number',
  bigint: 'Number',
  boolean: 'Boolean',
  'timestamp with time zone': 'Date',
  jsonb: 'Object',
  bytea: 'Buffer',
};

const CLASSES = Object.values(models) as (typeof Entity)[];
const tableOf = (model: typeof Entity): string => model.definition.settings.postgresql.table;
const columnOf = (property: PropertyDefinition): ColumnDefinition => property.postgresql;

describe('The models', () => {
  let app: TestApp;
  let columns: Column[];

  before(async () => {
    app = await givenApplication();
    columns = await app.rows<Column>(COLUMNS);
  });
  after(() => app?.stop());

  it('are one for each table, with a repository of its own', async () => {
    assert.deepEqual(CLASSES.map(tableOf).sort(), [...new Set(columns.map(({table}) => table))].sort());
    for (const model of CLASSES) {
      const repository = await app.application.get<EntityCrudRepository<Entity, unknown>>(
        `repositories.${model.name}Repository`,
      );
      assert.equal(repository.entityClass, model);
    }
  });

  for (const model of CLASSES) {
    it(`${model.name} says what the table's columns are`, () => {
      const live = columns.filter(({table}) => table === tableOf(model));
      const declared = Object.values(model.definition.properties).map(property => ({
        name: columnOf(property).columnName,
        dataType: columnOf(property).dataType,
        nullable: columnOf(property).nullable,
        length: columnOf(property).dataLength ?? null,
        precision: columnOf(property).dataPrecision ?? null,
        scale: columnOf(property).dataScale ?? null,
        isIdentity: property.generated === true,
        isKey: Boolean(property.id),
        values: property.jsonSchema?.enum?.toSorted() ?? null,
      }));

      assert.deepEqual(
        declared.sort((a, b) => a.name.localeCompare(b.name)),
        live
          .map(({table: _, keyPosition, values, ...column}) => ({
            ...column,
            isKey: keyPosition !== null,
            values: values?.toSorted() ?? null,
          }))
          .sort((a, b) => a.name.localeCompare(b.name)),
      );
      assert.deepEqual(
        model.definition
          .idProperties()
          .map(name => columnOf(model.definition.properties[name] ?? {type: ''}).columnName),
        live
          .filter(({keyPosition}) => keyPosition !== null)
          .sort((a, b) => Number(a.keyPosition) - Number(b.keyPosition))
          .map(({name}) => name),
      );
    });

    it(`${model.name} holds each value as what it is: amounts as text, counts as numbers, days as text`, () => {
      for (const [name, property] of Object.entries(model.definition.properties)) {
        const type =
          typeof property.type === 'string' ? property.type : (property.type as {name: string}).name;
        const expected = KINDS[columnOf(property).dataType] ?? 'String';
        const isAny = type === 'any' && columnOf(property).dataType === 'jsonb';
        assert.ok(
          isAny || type.toLowerCase() === expected.toLowerCase(),
          `${name} is a ${type}, not a ${expected}`,
        );
      }
    });
  }

  it('relate to each other exactly as the foreign keys do', async () => {
    const foreignKeys = await app.rows<{table: string; column: string; target: string}>(
      `select c.conrelid::regclass::text as table, a.attname as column, c.confrelid::regclass::text as target
       from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
       where c.contype = 'f' and c.connamespace = 'public'::regnamespace`,
    );
    const lines = new Set(foreignKeys.map(({table, column, target}) => `${table}.${column} → ${target}`));
    const named = new Set<string>();
    for (const model of CLASSES) {
      for (const relation of Object.values(model.definition.relations)) {
        const target = relation.target() as typeof Entity;
        const [owner, key, referred] = relation.targetsMany
          ? [target, (relation as {keyTo?: string}).keyTo, model]
          : [model, (relation as {keyFrom?: string}).keyFrom, target];
        const property = owner.definition.properties[key ?? ''];
        assert.ok(property, `${model.name}.${relation.name} names a property of ${owner.name}`);
        const line = `${tableOf(owner)}.${columnOf(property).columnName} → ${tableOf(referred)}`;
        assert.ok(lines.has(line), `${model.name}.${relation.name}: there is no foreign key ${line}`);
        if (!relation.targetsMany) named.add(line);
      }
    }
    const unnamed = [...lines].filter(line => !named.has(line));
    assert.deepEqual(unnamed, ['cancellation_policy_tiers.cancellation_policy_id → cancellation_policies']);
  });
});

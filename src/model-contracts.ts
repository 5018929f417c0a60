import type {Entity, PropertyDefinition} from '@loopback/repository';
import * as models from './models';
import type {ModelContract, ModelProperty} from './schema-lifecycle/contract';

/** What the models say about their tables, for the comparison with the live ones. */
export function modelContracts(): ModelContract[] {
  return (Object.values(models) as (typeof Entity)[]).map(({definition}) => ({
    model: definition.name,
    table: definition.settings.postgresql.table,
    properties: Object.entries(definition.properties).map(([name, property]) => propertyOf(name, property)),
  }));
}

function propertyOf(property: string, {id, jsonSchema, postgresql}: PropertyDefinition): ModelProperty {
  return {
    property,
    column: postgresql.columnName,
    dataType: postgresql.dataType,
    length: postgresql.dataLength ?? null,
    precision: postgresql.dataPrecision ?? null,
    scale: postgresql.dataScale ?? null,
    nullable: postgresql.nullable === 'YES',
    isKey: Boolean(id),
    values: (jsonSchema?.enum as string[] | undefined) ?? null,
  };
}

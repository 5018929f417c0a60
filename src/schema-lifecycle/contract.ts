import type {Queryable} from './history';

/** What a program believes a table to be. */
export interface ModelContract {
  model: string;
  /** In the schema `public` unless it has one of its own, with a dot. */
  table: string;
  properties: readonly ModelProperty[];
}

export interface ModelProperty {
  property: string;
  column: string;
  /** As PostgreSQL names it, without length: such as `character varying`, `timestamp with time zone`. */
  dataType: string;
  length?: number | null;
  precision?: number | null;
  scale?: number | null;
  nullable: boolean;
  isKey: boolean;
  /** All that are allowed, when a check constraint or an enum type lists them. */
  values?: readonly string[] | null;
}

export interface ContractDifference {
  model: string;
  /** Null when the model has none for the column, or the table is missing. */
  property: string | null;
  column: string;
  /** Whether the model would fail; not so where the database only takes more than the model knows. */
  isBreaking: boolean;
  message: string;
}

interface LiveColumn {
  table: string;
  column: string;
  dataType: string;
  length: number | null;
  precision: number | null;
  scale: number | null;
  nullable: boolean;
  isKey: boolean;
  values: string[] | null;
  /** Whether a row may leave it out. */
  isFilled: boolean;
  isView: boolean;
}

/** Values of column `a` of type `t`, as `e.labels` of an enum and `k.texts` of a check that lists them. */
export const VALUES = `
left join lateral (
  select array_agg(enumlabel::text order by enumsortorder) as labels from pg_catalog.pg_enum where enumtypid = t.oid
) e on true
left join lateral (
  select (select array_agg(replace(v[1], '''''', '''')) from regexp_matches(pg_get_constraintdef(c.oid),
    '''((?:[^'']|'''')*)''::', 'g') v) as texts
  from pg_catalog.pg_constraint c
  where c.conrelid = a.attrelid and c.contype = 'c' and c.conkey = array[a.attnum]
    and pg_get_constraintdef(c.oid) ~ '^CHECK \\(\\(+"?[\\w ]+"?\\)?(::text)? = ANY \\('
  limit 1
) k on true`;

const LIVE_COLUMNS = `
with wanted as materialized (
  select c.oid, c.relkind, w.name
  from unnest($1::text[]) as w (name)
  join pg_catalog.pg_class c on c.oid = to_regclass(w.name)
)
select w.name as table, a.attname as column, format_type(a.atttypid, null) as "dataType",
  case when t.typname in ('varchar', 'bpchar') and a.atttypmod > 4 then a.atttypmod - 4 end as length,
  case when t.typname = 'numeric' and a.atttypmod > 4 then ((a.atttypmod - 4) >> 16) & 65535 end as precision,
  case when t.typname = 'numeric' and a.atttypmod > 4 then (a.atttypmod - 4) & 2047 end as scale,
  not a.attnotnull as nullable, coalesce(a.attnum = any (p.conkey), false) as "isKey",
  coalesce(e.labels, k.texts) as values,
  a.atthasdef or a.attidentity <> '' as "isFilled", w.relkind in ('v', 'm') as "isView"
from wanted w
join pg_catalog.pg_attribute a on a.attrelid = w.oid and a.attnum > 0 and not a.attisdropped
join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_constraint p on p.conrelid = w.oid and p.contype = 'p'
${VALUES}`;

/** Compares each property with the live column; one query. Empty when the models fit. */
export async function checkModels(
  database: Queryable,
  models: readonly ModelContract[],
): Promise<ContractDifference[]> {
  const names = models.map(({table}) => (table.includes('.') ? table : `public.${table}`));
  const {rows} = await database.query<LiveColumn & Record<string, unknown>>(LIVE_COLUMNS, [names]);
  return models.flatMap((model, index) =>
    compareModel(
      model,
      rows.filter(({table}) => table === names[index]),
    ),
  );
}

function compareModel(model: ModelContract, live: readonly LiveColumn[]): ContractDifference[] {
  const {table, properties} = model;
  const differ = (property: string | null, column: string, isBreaking: boolean, what: string) => ({
    model: model.model,
    property,
    column: `${table}.${column}`,
    isBreaking,
    message: `${model.model}${property === null ? '' : `.${property}`} (${table}.${column}): ${what}`,
  });
  if (live.length === 0) {
    return [
      {...differ(null, '', true, ''), column: table, message: `${model.model}: there is no table ${table}`},
    ];
  }
  const byName = new Map(live.map(column => [column.column, column]));
  const known = new Set(properties.map(({column}) => column));
  const unknown = live.filter(
    ({column, nullable, isFilled, isView}) => !known.has(column) && !nullable && !isFilled && !isView,
  );
  return [
    ...properties.flatMap(declared => {
      const found = byName.get(declared.column);
      if (found === undefined)
        return [differ(declared.property, declared.column, true, 'there is no such column')];
      return compareColumn(declared, found).map(({isBreaking, what}) =>
        differ(declared.property, declared.column, isBreaking, what),
      );
    }),
    ...unknown.map(({column}) =>
      differ(null, column, true, 'must have a value, and the model has no property for it'),
    ),
  ];
}

interface Finding {
  isBreaking: boolean;
  what: string;
}

function compareColumn(declared: ModelProperty, live: LiveColumn): Finding[] {
  const findings: Finding[] = [];
  const says = (what: string, model: unknown, database: unknown, isBreaking: boolean) =>
    findings.push({isBreaking, what: `${what} is ${database} in the database, ${model} in the model`});
  if (declared.dataType !== live.dataType) says('type', declared.dataType, live.dataType, true);
  else {
    for (const what of ['length', 'precision', 'scale'] as const) {
      const [model, database] = [declared[what] ?? null, live[what]];
      const isWider = database === null || (model !== null && database > model);
      if (model !== database) says(what, model ?? 'unlimited', database ?? 'unlimited', !isWider);
    }
  }
  if (declared.nullable !== live.nullable && !live.isView) {
    says('null', allowed(declared.nullable), allowed(live.nullable), declared.nullable);
  }
  if (declared.isKey !== live.isKey && !live.isView)
    says('key', yesNo(declared.isKey), yesNo(live.isKey), true);
  return [...findings, ...compareValues(declared.values ?? null, live.values)];
}

function compareValues(model: readonly string[] | null, live: readonly string[] | null): Finding[] {
  if (model === null && live === null) return [];
  if (live === null)
    return [{isBreaking: false, what: `no check lists its values, the model has ${list(model ?? [])}`}];
  if (model === null)
    return [{isBreaking: true, what: `the database takes only ${list(live)}, the model says nothing`}];
  const refused = model.filter(value => !live.includes(value));
  const unknown = live.filter(value => !model.includes(value));
  return [
    ...(refused.length > 0 ? [{isBreaking: true, what: `the database does not take ${list(refused)}`}] : []),
    ...(unknown.length > 0 ? [{isBreaking: false, what: `the model does not know ${list(unknown)}`}] : []),
  ];
}

function list(values: readonly string[]): string {
  return [...values].sort().join(', ');
}

function allowed(nullable: boolean): string {
  return nullable ? 'allowed' : 'forbidden';
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

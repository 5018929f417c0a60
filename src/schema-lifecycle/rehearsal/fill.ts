import type {Queryable} from '../history';
import {type SampleColumn, sampleValue} from './sample-values';

export type FillOutcome = {filled: number} | {reason: string};

interface Column extends SampleColumn {
  nullable: boolean;
  /** Tables that it refers to. */
  references: number[];
}

const COLUMNS = `
with recursive base as (
  select a.attnum, t.oid, t.typtype, t.typname, t.typbasetype,
    case when a.atttypmod >= 0 then a.atttypmod else t.typtypmod end as typmod
  from pg_attribute a join pg_type t on t.oid = a.atttypid
  where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
  union all
  select b.attnum, t.oid, t.typtype, t.typname, t.typbasetype,
    case when b.typmod >= 0 then b.typmod else t.typtypmod end
  from base b join pg_type t on t.oid = b.typbasetype
  where b.typtype = 'd'
)
select a.attname as name, b.typname as type, b.typtype as "typeKind", format_type(b.oid, b.typmod) as "fullType",
  b.typmod as modifier, a.attnum::int as position, not a.attnotnull as nullable,
  array(
    select c.confrelid::int8::float8 from pg_constraint c
    where c.conrelid = a.attrelid and c.contype = 'f' and a.attnum = any (c.conkey)
  ) as references,
  array(
    select distinct replace(m[1], '''''', '''')
    from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '''((?:[^'']|'''')*)''::', 'g') m
    where c.conrelid = a.attrelid and c.contype = 'c' and c.conkey = array[a.attnum] and b.typcategory = 'S'
      and pg_get_constraintdef(c.oid) ~ 'ANY \\(+ARRAY\\['
  ) as allowed
from pg_attribute a
join (select base.*, t.typcategory from base join pg_type t on t.oid = base.oid where base.typtype <> 'd') b
  on b.attnum = a.attnum
where a.attrelid = $1 and a.attgenerated = ''
order by a.attnum`;

/** Fills tables of a scratch database with generated rows, each once, the tables they refer to first. */
export class Filler {
  private readonly outcomes = new Map<number, FillOutcome>();

  constructor(
    private readonly database: Queryable,
    private readonly options: {
      rows(table: {oid: number; name: string}): number;
      nameOf(oid: number): string | undefined;
    },
  ) {}

  get filledTables(): number[] {
    return [...this.outcomes].filter(([, outcome]) => 'filled' in outcome).map(([oid]) => oid);
  }

  /** Why a table has no generated rows. */
  reasonOf(oid: number): string | undefined {
    const outcome = this.outcomes.get(oid);
    return outcome !== undefined && 'reason' in outcome ? outcome.reason : undefined;
  }

  async fill(oid: number): Promise<void> {
    const name = this.options.nameOf(oid);
    if (this.outcomes.has(oid) || name === undefined) return;
    const rows = this.options.rows({oid, name});
    if (rows === 0) return;
    this.outcomes.set(oid, {filled: 0});
    const {rows: columns} = await this.database.query<Column & Record<string, unknown>>(COLUMNS, [oid]);
    for (const parent of new Set(columns.flatMap(({references}) => references))) await this.fill(parent);
    this.outcomes.set(oid, await this.insert(oid, columns, rows));
  }

  private async insert(oid: number, columns: readonly Column[], rows: number): Promise<FillOutcome> {
    const values = columns.map(column => ({column, value: sampleValue(column)}));
    const missing = values.find(({column, value}) => value === null && !column.nullable);
    if (missing !== undefined) return {reason: `no sample value is known for ${missing.column.fullType}`};
    const known = values.filter(({value}) => value !== null);
    const table = await this.quotedName(oid);
    const sql = `insert into ${table} (${known.map(({column}) => quote(column.name)).join(', ')})
      overriding system value
      select ${known.map(({value}) => value).join(', ')} from generate_series(1, ${rows}) as g`;
    return this.inTransaction(() => this.insertPastChecks(oid, table, sql, rows));
  }

  /** A check that generated rows can't meet is put back without looking at them. */
  private async insertPastChecks(
    oid: number,
    table: string,
    sql: string,
    rows: number,
  ): Promise<FillOutcome> {
    const relaxed: {name: string; definition: string}[] = [];
    for (;;) {
      await this.database.query('savepoint fill_rows');
      try {
        await this.database.query(sql);
        break;
      } catch (error) {
        await this.database.query('rollback to savepoint fill_rows');
        const {code, constraint, message} = error as {code?: string; constraint?: string; message: string};
        const definition = code === '23514' ? await this.definitionOf(oid, constraint) : undefined;
        if (definition === undefined || constraint === undefined) return {reason: message};
        await this.database.query(`alter table ${table} drop constraint ${quote(constraint)}`);
        relaxed.push({name: constraint, definition});
      }
    }
    for (const {name, definition} of relaxed) {
      await this.database.query(
        `alter table ${table} add constraint ${quote(name)} ${definition.replace(/ NOT VALID$/, '')} not valid`,
      );
    }
    await this.database.query(`analyze ${table}`);
    return {filled: rows};
  }

  /** Without triggers, where the role may leave them out. */
  private async inTransaction(work: () => Promise<FillOutcome>): Promise<FillOutcome> {
    await this.database.query('savepoint fill_table');
    const isReplica = await this.tryReplicaRole();
    const outcome = await work();
    if ('reason' in outcome) await this.database.query('rollback to savepoint fill_table');
    else if (isReplica) await this.database.query('reset session_replication_role');
    await this.database.query('release savepoint fill_table');
    return outcome;
  }

  private async tryReplicaRole(): Promise<boolean> {
    await this.database.query('savepoint fill_role');
    try {
      await this.database.query('set local session_replication_role = replica');
      return true;
    } catch (error) {
      if ((error as {code?: string}).code !== '42501') throw error;
      await this.database.query('rollback to savepoint fill_role');
      return false;
    }
  }

  private async definitionOf(oid: number, constraint: string | undefined): Promise<string | undefined> {
    const {rows} = await this.database.query<{definition: string}>(
      `select pg_get_constraintdef(oid) as definition from pg_constraint
       where conrelid = $1 and conname = $2 and contype = 'c'`,
      [oid, constraint],
    );
    return rows[0]?.definition;
  }

  private async quotedName(oid: number): Promise<string> {
    const {rows} = await this.database.query<{name: string}>(
      `select format('%I.%I', relnamespace::regnamespace, relname) as name from pg_class where oid = $1`,
      [oid],
    );
    return rows[0]?.name ?? '';
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

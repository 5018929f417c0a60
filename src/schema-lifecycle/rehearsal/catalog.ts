import type {Queryable} from '../history';
import {LOCK_MODES, type LockMode} from './report';

export interface Relation {
  oid: number;
  /** Without the schema when that is `public`. */
  name: string;
  /** Name alone, without schema. */
  plainName: string;
  kind: 'r' | 'p' | 'm' | 'v' | 'f' | 'i' | 'I';
  /** Of an index: its table. */
  tableOid: number;
  /** Changes when it is rewritten. */
  file: number;
}

export interface TableCounts {
  oid: number;
  scans: number;
  rowsRead: number;
  rowsChanged: number;
}

export interface HeldLock {
  oid: number;
  mode: LockMode;
}

/** The catalog as one moment shows it. */
export class RelationMap {
  private readonly byOid: Map<number, Relation>;

  constructor(relations: readonly Relation[]) {
    this.byOid = new Map(relations.map(relation => [relation.oid, relation]));
  }

  get all(): Iterable<Relation> {
    return this.byOid.values();
  }

  get tables(): Relation[] {
    return [...this.byOid.values()].filter(({kind}) => kind === 'r' || kind === 'p' || kind === 'm');
  }

  get(oid: number): Relation | undefined {
    return this.byOid.get(oid);
  }

  /** `schema.name` or `name`, as a statement writes it. */
  find(name: string): Relation | undefined {
    const plain = name.replace(/^public\./, '');
    const all = [...this.byOid.values()];
    return (
      all.find(relation => relation.name === plain) ??
      (plain.includes('.') ? undefined : all.find(relation => relation.plainName === plain))
    );
  }
}

const OWN_SCHEMAS = `n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'graphile_worker')`;

export async function readRelations(database: Queryable): Promise<RelationMap> {
  const {rows} = await database.query<Relation & Record<string, unknown>>(
    `select c.oid::int8::float8 as oid, c.relname as "plainName", c.relkind as kind,
       case when n.nspname = 'public' then c.relname else n.nspname || '.' || c.relname end as name,
       coalesce(i.indrelid, c.oid)::int8::float8 as "tableOid",
       coalesce(pg_relation_filenode(c.oid), 0)::int8::float8 as file
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     left join pg_index i on i.indexrelid = c.oid
     where ${OWN_SCHEMAS} and c.relkind in ('r', 'p', 'm', 'v', 'f', 'i', 'I')
     order by c.oid`,
  );
  return new RelationMap(rows);
}

/** Locks on relations that a session holds; its own unless `pid` says otherwise. */
export async function readLocks(database: Queryable, pid?: number): Promise<HeldLock[]> {
  const {rows} = await database.query<{oid: number; mode: string}>(
    `select relation::int8::float8 as oid, mode from pg_locks
     where locktype = 'relation' and granted and pid = ${pid === undefined ? 'pg_backend_pid()' : Number(pid)}
       and database = (select oid from pg_database where datname = current_database())`,
  );
  return rows.map(({oid, mode}) => ({oid, mode: modeOf(mode)}));
}

/** `ShareUpdateExclusiveLock` → `SHARE UPDATE EXCLUSIVE` */
function modeOf(name: string): LockMode {
  const words = name
    .replace(/Lock$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();
  return LOCK_MODES.find(mode => mode === words) ?? 'ACCESS SHARE';
}

/** Counted since the transaction began, and by older ones that the server has not yet added up: compare two readings. */
export const readTransactionCounts = (database: Queryable): Promise<TableCounts[]> =>
  readCounts(database, 'pg_stat_xact_user_tables');

/** Of all finished transactions; the ones of this session are added up at once. */
export async function readSettledCounts(database: Queryable): Promise<TableCounts[]> {
  await database.query('select pg_stat_force_next_flush()');
  return readCounts(database, 'pg_stat_user_tables');
}

async function readCounts(database: Queryable, view: string): Promise<TableCounts[]> {
  const {rows} = await database.query<TableCounts & Record<string, unknown>>(
    `select relid::int8::float8 as oid, coalesce(seq_scan, 0)::float8 as scans,
       coalesce(seq_tup_read, 0)::float8 as "rowsRead", (n_tup_ins + n_tup_upd + n_tup_del)::float8 as "rowsChanged"
     from ${view}`,
  );
  return rows;
}

/** What was counted between two readings, tables without a change left out. */
export function subtractCounts(after: readonly TableCounts[], before: readonly TableCounts[]): TableCounts[] {
  const earlier = new Map(before.map(counts => [counts.oid, counts]));
  return after
    .map(counts => {
      const from = earlier.get(counts.oid);
      return {
        oid: counts.oid,
        scans: counts.scans - (from?.scans ?? 0),
        rowsRead: counts.rowsRead - (from?.rowsRead ?? 0),
        rowsChanged: counts.rowsChanged - (from?.rowsChanged ?? 0),
      };
    })
    .filter(({scans, rowsRead, rowsChanged}) => scans > 0 || rowsRead > 0 || rowsChanged > 0);
}

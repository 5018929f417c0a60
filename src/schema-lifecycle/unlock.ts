import {findLockHolder} from './advisory-lock';
import type {LockHolder} from './errors';
import type {MigrationRunner} from './runner';
import type {Session} from './session';

export interface LockReport {
  /** Who holds the lock of our own commands; it ends with its connection and needs no unlocking. */
  holder: LockHolder | null;
  /** Whether the row that bare Knex takes is set; null: Knex never made its table. */
  isRowSet: boolean | null;
  /** Connections with an open transaction on Knex's tables: a bare Knex command at work. */
  knexUsers: LockHolder[];
  isFreed: boolean;
}

const READ_ROWS = `
select to_regclass('knex_migrations_lock') is not null as there`;

const KNEX_USERS = `
select distinct a.pid, a.application_name as name, coalesce(host(a.client_addr), 'local') as address,
  coalesce(a.xact_start, a.backend_start) as since
from pg_locks l
join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'relation' and a.pid <> pg_backend_pid()
  and l.database = (select oid from pg_database where datname = current_database())
  and l.relation in (to_regclass('knex_migrations'), to_regclass('knex_migrations_lock'))
order by a.pid`;

/** Who is changing the schema, and whether the row of bare Knex is set. */
export async function readLock(session: Session): Promise<LockReport> {
  const holder = await findLockHolder(session);
  const {rows: there} = await session.query<{there: boolean}>(READ_ROWS);
  if (there[0]?.there !== true) return {holder, isRowSet: null, knexUsers: [], isFreed: false};
  const {rows} = await session.query<{set: boolean; rows: number}>(
    `select coalesce(bool_or(is_locked = 1), false) as set, count(*)::int as rows from knex_migrations_lock`,
  );
  const {rows: users} = await session.query<{pid: number; name: string; address: string; since: Date}>(
    KNEX_USERS,
  );
  const knexUsers = users.map(({pid, name, address, since}) => ({
    pid,
    applicationName: name,
    clientAddress: address,
    since,
  }));
  // With two rows, as starters at once leave them, or none, Knex can't lock at all.
  const isRowSet = rows[0]?.set === true || rows[0]?.rows !== 1;
  return {holder, isRowSet, knexUsers, isFreed: false};
}

/**
 * Sets Knex's row free when nobody is at work; leaves exactly one.
 * @throws SchemaLockedError when one of our own commands began in between
 */
export async function unlock(runner: MigrationRunner): Promise<LockReport> {
  const before = await runner.reading(readLock);
  if (before.holder !== null || before.isRowSet !== true || before.knexUsers.length > 0) return before;
  return runner.locked(async session => {
    const now = await readLock(session);
    if (now.isRowSet !== true || now.knexUsers.length > 0) return {...now, holder: null};
    await session.query(
      'begin; delete from knex_migrations_lock; insert into knex_migrations_lock (is_locked) values (0); commit',
    );
    return {...now, holder: null, isFreed: true};
  });
}

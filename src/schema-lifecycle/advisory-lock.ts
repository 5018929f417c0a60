import {setTimeout as sleep} from 'node:timers/promises';
import {type LockHolder, SchemaLockedError} from './errors';
import type {Session} from './session';

/** Any fixed pair will do; advisory locks are per database. ("schm", "lock") */
const LOCK = [0x7363686d, 0x6c6f636b] as const;
const POLL_MS = {first: 20, last: 250};

/**
 * Runs `work` while no other process changes the schema. The lock belongs to the session: the server frees it when the
 * process dies. Polls instead of blocking, because a blocked waiter deadlocks with `create index concurrently`.
 * @throws SchemaLockedError naming the holder when the lock is not free within `waitMs`
 */
export async function withSchemaLock<T>(
  session: Session,
  waitMs: number,
  onWait: (holder: LockHolder | null) => void,
  work: () => Promise<T>,
): Promise<T> {
  await acquire(session, waitMs, onWait);
  try {
    return await work();
  } finally {
    if (!session.isBroken) await session.query('select pg_advisory_unlock($1, $2)', [...LOCK]);
  }
}

/** Whoever holds the lock now, or null. */
export async function findLockHolder(session: Pick<Session, 'query'>): Promise<LockHolder | null> {
  const {rows} = await session.query<{pid: number; name: string; address: string; since: Date}>(
    `select a.pid, a.application_name as name, coalesce(host(a.client_addr), 'local') as address,
       a.backend_start as since
     from pg_locks l
     join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.granted and l.objsubid = 2
       and l.classid = $1 and l.objid = $2
       and l.database = (select oid from pg_database where datname = current_database())`,
    [...LOCK],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return {pid: row.pid, applicationName: row.name, clientAddress: row.address, since: row.since};
}

/** Takes the lock for the transaction that is open, for one migration of the bare Knex command. */
export const TRY_TRANSACTION_LOCK = `select pg_try_advisory_xact_lock(${LOCK[0]}, ${LOCK[1]}) as locked`;

async function acquire(
  session: Session,
  waitMs: number,
  onWait: (holder: LockHolder | null) => void,
): Promise<void> {
  const started = performance.now();
  let pauseMs = POLL_MS.first;
  let told = false;
  while (!(await tryLock(session))) {
    const waitedMs = performance.now() - started;
    if (waitedMs >= waitMs) throw new SchemaLockedError(await findLockHolder(session), waitedMs);
    if (!told) onWait(await findLockHolder(session));
    told = true;
    await sleep(Math.min(pauseMs * (0.5 + Math.random()), Math.max(waitMs - waitedMs, 1)));
    pauseMs = Math.min(pauseMs * 1.5, POLL_MS.last);
  }
}

async function tryLock(session: Session): Promise<boolean> {
  const {rows} = await session.query<{locked: boolean}>('select pg_try_advisory_lock($1, $2) as locked', [
    ...LOCK,
  ]);
  return rows[0]?.locked === true;
}

import {Client} from 'pg';
import type {ConnectionSettings} from '../config-connection';
import {EXIT, SchemaError} from './errors';
import type {Session} from './session';

/** A pooler of sessions that has no connection left keeps us waiting; one of transactions answers at once. */
const WAIT_MS = 2_000;

/**
 * Session locks and settings do not hold behind a pooler that hands out connections by the transaction or the statement.
 * Without a pooler this costs one round trip.
 * @throws SchemaError POOLER_REFUSED
 */
export async function refusePooler(session: Session, connection: ConnectionSettings): Promise<void> {
  if (!(await session.isPooled())) return;
  const mode = await poolMode(session, connection);
  if (mode === 'session') return;
  throw new SchemaError(
    'POOLER_REFUSED',
    `${connection.host}:${connection.port} is a pooler that hands out connections by the ${mode}: the lock that ` +
      'keeps two processes from migrating at once does not hold there. Give migrations a direct connection ' +
      'with MIGRATION_DATABASE_URL',
    EXIT.usage,
  );
}

type PoolMode = 'session' | 'transaction' | 'statement';

/** Somebody else in a transaction takes the connection that we used last, unless it is ours for the whole session. */
async function poolMode(session: Session, connection: ConnectionSettings): Promise<PoolMode> {
  const other = new Client({
    ...connection,
    application_name: 'schema-lifecycle pooler check',
    connectionTimeoutMillis: WAIT_MS,
    query_timeout: WAIT_MS,
  });
  // A pooler of statements ends the connection with an error of its own.
  other.on('error', () => {});
  try {
    await other.connect();
    const before = await session.backendPid();
    await other.query('begin');
    await other.query('select 1');
    return (await session.backendPid()) === before ? 'session' : 'transaction';
  } catch (error) {
    const message = (error as Error).message;
    return /timeout|timed out/i.test(message) ? 'session' : 'statement';
  } finally {
    await other.end().catch(() => {});
  }
}

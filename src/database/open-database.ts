import type {ConnectionSettings, ConnectionSource, LifecycleConfig} from '../config';
import {createDatabase} from './create-database';
import type {EmbeddedServerLease} from './embedded/lease';

export interface OpenDatabase {
  source: ConnectionSource;
  /** For the pool of the application. */
  connection: ConnectionSettings;
  /** Direct, for migrations and jobs. */
  migrationConnection: ConnectionSettings;
  embedded: boolean;
  /** For logs: where the database is, without a password. */
  description: string;
  /** Calls back when the embedded server is gone for good; never for a configured database. */
  onLost(listener: (error: Error) => void): void;
  /**
   * Call when all connections are closed. Stops the embedded server when nobody else uses it.
   * @throws EmbeddedServerError STOP_FAILED
   */
  release(): Promise<void>;
}

/**
 * The database that is configured, or with none the embedded server's, started or joined and with its database made.
 * @throws EmbeddedServerError when the embedded server can't be started
 */
export async function openDatabase(
  config: Pick<LifecycleConfig, 'environment' | 'database'>,
): Promise<OpenDatabase> {
  const {connection, migrationConnection, source} = config.database;
  if (connection === null) return openEmbedded(config.database);
  return {
    source,
    connection,
    migrationConnection: migrationConnection ?? connection,
    embedded: false,
    description: `${describe(connection)} (${source})`,
    onLost: () => {},
    release: async () => {},
  };
}

async function openEmbedded({
  source,
  embedded,
  migrationConnection,
}: LifecycleConfig['database']): Promise<OpenDatabase> {
  // Loaded here, so that a configured database never pays for it; `require` since sucrase runs this file too.
  const {acquireEmbeddedServer} = require('./embedded/lease') as typeof import('./embedded/lease');
  const lease = await acquireEmbeddedServer({dataDir: embedded.dataDir});
  try {
    await ensureDatabase(lease, embedded.database);
  } catch (error) {
    await lease.release();
    throw error;
  }
  const connection = connectionTo(lease, embedded.database);
  return {
    source,
    connection,
    migrationConnection: migrationConnection ?? connection,
    embedded: true,
    description: `${describe(connection)} (embedded PostgreSQL ${lease.version}, data in ${lease.dataDir})`,
    onLost: listener => lease.onLost(listener),
    release: () => lease.release(),
  };
}

/** Makes the database unless it is there. */
export async function ensureDatabase(lease: EmbeddedServerLease, name: string): Promise<void> {
  await createDatabase(connectionTo(lease, name));
}

function connectionTo(
  {host, port, user, password}: EmbeddedServerLease,
  database: string,
): ConnectionSettings {
  return {host, port, database, user, password, ssl: false};
}

function describe({user, host, port, database}: ConnectionSettings): string {
  return `${user}@${host}:${port}/${database}`;
}

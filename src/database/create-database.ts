import {Client} from 'pg';
import type {ConnectionSettings} from '../config';

/** There on every server unless somebody dropped it. */
const MAINTENANCE_DATABASES = ['postgres', 'template1'];
const DUPLICATE_DATABASE = '42P04';
const UNIQUE_VIOLATION = '23505';
const UNKNOWN_DATABASE = '3D000';

/**
 * Makes the database unless it is there; harmless when several processes do it at once.
 * @returns whether this call made it
 * @throws the error of `pg` when no connection can be made or the role may not create databases
 */
export async function createDatabase(target: ConnectionSettings): Promise<boolean> {
  const client = await connectToMaintenance(target);
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [target.database]);
    if (found.rowCount !== 0) return false;
    await client.query(`create database ${client.escapeIdentifier(target.database)} template template0`);
    return true;
  } catch (error) {
    const {code} = error as {code?: string};
    if (code === DUPLICATE_DATABASE || code === UNIQUE_VIOLATION) return false;
    throw error;
  } finally {
    await client.end();
  }
}

async function connectToMaintenance(target: ConnectionSettings): Promise<Client> {
  let lastError: unknown;
  for (const database of MAINTENANCE_DATABASES) {
    const client = new Client({...target, database, connectionTimeoutMillis: 10_000});
    client.on('error', () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      lastError = error;
      if ((error as {code?: string}).code !== UNKNOWN_DATABASE) break;
    }
  }
  throw lastError;
}

import path from 'node:path';
import {withSchemaLock} from '../../src/schema-lifecycle/advisory-lock';
import {
  describeSchema,
  fingerprintSchema,
  MigrationRunner,
  MigrationSource,
} from '../../src/schema-lifecycle/programmatic';
import {Session} from '../../src/schema-lifecycle/session';
import type {TestDatabase} from './server';

export const MIGRATIONS_DIRECTORY = path.join(__dirname, '../../src/database/migrations');

/** The application's own migrations on this database. */
export function migrationRunner(database: TestDatabase): MigrationRunner {
  return new MigrationRunner({
    connection: database.connection,
    source: new MigrationSource(MIGRATIONS_DIRECTORY),
    lockWaitMs: 10_000,
    outOfOrder: 'deny',
  });
}

/** Each reads in a transaction of its own, as it changes the search path for it. */
export const readFingerprint = (database: TestDatabase): Promise<string> =>
  database.transaction(query => fingerprintSchema({query}));
export const readSchema = (database: TestDatabase): Promise<string[]> =>
  database.transaction(query => describeSchema({query}));

/** Runs `work` while another process seems to migrate the database. */
export async function whileMigrating<T>(database: TestDatabase, work: () => Promise<T>): Promise<T> {
  const other = await Session.open(database.connection, 'another migrator');
  try {
    return await withSchemaLock(other, 5_000, () => {}, work);
  } finally {
    await other.close();
  }
}

import path from 'node:path';
import {migrateWorkerSchema} from '../../src/jobs/worker-schema';
import {MigrationRunner, MigrationSource} from '../../src/schema-lifecycle';
import {createDatabase, type TestDatabase} from './server';

/** Set by the global fixtures: the database that our own migrations made, which each test file copies. */
export const TEMPLATE_VARIABLE = 'TEST_TEMPLATE_DATABASE';

export async function createTemplate(): Promise<TestDatabase> {
  const database = await createDatabase();
  const runner = new MigrationRunner({
    connection: database.connection,
    source: new MigrationSource(path.join(__dirname, '../../src/database/migrations')),
    lockWaitMs: 10_000,
    outOfOrder: 'deny',
  });
  try {
    await runner.migrateToLatest(async () => migrateWorkerSchema(database.connection));
  } finally {
    await runner.close();
  }
  return database;
}

/** A migrated database of its own, without any but the reference data. */
export function migratedDatabase(): Promise<TestDatabase> {
  const template = process.env[TEMPLATE_VARIABLE];
  if (template === undefined)
    throw new Error(`${TEMPLATE_VARIABLE} is not set: run mocha with the global fixtures`);
  return createDatabase({template});
}

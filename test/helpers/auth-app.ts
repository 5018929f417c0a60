import path from 'node:path';
import {RestBindings} from '@loopback/rest';
import pino from 'pino';
import {TrainingAdminApplication} from '../../src/application';
import {loadConfig} from '../../src/config';
import {openDatabase} from '../../src/database/open-database';
import {FirstErrorValidatorProvider} from '../../src/middleware/first-error-validator.provider';
import {MigrationRunner, MigrationSource} from '../../src/schema-lifecycle';
import {createDatabase, type TestDatabase} from './server';

export async function migratedDatabase(): Promise<TestDatabase> {
  const database = await createDatabase();
  const runner = new MigrationRunner({
    connection: database.connection,
    source: new MigrationSource(path.join(__dirname, '../../src/database/migrations')),
    lockWaitMs: 10_000,
    outOfOrder: 'deny',
  });
  await runner.migrateToLatest();
  await runner.close();
  return database;
}

export async function startApplication(
  database: TestDatabase,
  env: Record<string, string> = {},
  clock?: () => Date,
): Promise<{application: TrainingAdminApplication; url: string}> {
  const config = loadConfig({
    env: {
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      PORT: '0',
      BCRYPT_COST: '4',
      RATE_LIMIT_DISABLED: 'true',
      JOBS_ON: 'false',
      LOG_LEVEL: 'silent',
      ...env,
    },
  });
  const application = new TrainingAdminApplication({
    config,
    database: await openDatabase(config),
    logger: pino({level: process.env.SHOW ?? 'silent'}),
    clock,
  });
  application.bind(RestBindings.AJV_FACTORY).toProvider(FirstErrorValidatorProvider);
  await application.boot();
  await application.start();
  return {application, url: application.restServer.url ?? ''};
}

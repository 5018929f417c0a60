import path from 'node:path';
import type {Knex} from 'knex';
import {
  ConfigError,
  ENVIRONMENTS,
  type EnvironmentName,
  loadLifecycleConfig,
  PROJECT_ROOT,
} from './src/config';
import {openDatabase} from './src/database/open-database';
import {adoptNames, KnexMigrationSource, KnexSeedSource} from './src/schema-lifecycle/knex-source';

const MIGRATIONS = path.join(__dirname, 'src/database/migrations');
const SEEDS = path.join(__dirname, 'src/database/seeds');

/** `knex migrate:make` and `seed:make` write files and want a directory; with a source of ours beside it they refuse. */
const makesFiles = process.argv.some(argument => /^(migrate|seed):make$/.test(argument));

/**
 * One environment for the Knex command. Made when it is asked for, so that an unconfigured production does not stop
 * development. The connection is looked up at the first query; the embedded server is released when the process ends.
 */
function configure(environment: EnvironmentName): Knex.Config {
  if (makesFiles) {
    return {
      client: 'pg',
      migrations: {directory: path.join(PROJECT_ROOT, 'src/database/migrations'), extension: 'ts'},
      seeds: {directory: path.join(PROJECT_ROOT, 'src/database/seeds'), extension: 'ts'},
    };
  }
  const config = loadLifecycleConfig({environment});
  const {min, max, acquireTimeoutMs, createTimeoutMs, idleTimeoutMs} = config.database.pool;
  return {
    client: 'pg',
    connection: async () => (await openDatabase(config)).migrationConnection as Knex.PgConnectionConfig,
    pool: {
      min,
      max,
      acquireTimeoutMillis: acquireTimeoutMs,
      createTimeoutMillis: createTimeoutMs,
      idleTimeoutMillis: idleTimeoutMs,
      afterCreate: adoptNames,
    },
    migrations: {migrationSource: new KnexMigrationSource(MIGRATIONS)},
    seeds: {seedSource: new KnexSeedSource(SEEDS, environment)},
  };
}

const made = new Map<EnvironmentName, Knex.Config>();

function lazily(environment: EnvironmentName): Knex.Config {
  const config = made.get(environment) ?? configure(environment);
  made.set(environment, config);
  return config;
}

/** Knex takes the whole object for the configuration when it finds no environment of the name. */
const environments = {
  get client(): string {
    throw new ConfigError([`the environment is unknown: it is one of ${ENVIRONMENTS.join(', ')}`]);
  },
  get development() {
    return lazily('development');
  },
  get test() {
    return lazily('test');
  },
  get staging() {
    return lazily('staging');
  },
  get production() {
    return lazily('production');
  },
};

export default environments;

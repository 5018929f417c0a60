import assert from 'node:assert/strict';
import {ConfigError, ENVIRONMENTS, loadConfig, loadLifecycleConfig, POOLS} from '../../src/config';

type Env = Record<string, string>;

const SECRET = 'x'.repeat(32);
const DEPLOYED: Env = {DATABASE_URL: 'postgres://app:pw@db.example.com/training', JWT_SECRET: SECRET};

const load = (env: Env = {}) => loadConfig({env: {NODE_ENV: 'test', JWT_SECRET: SECRET, ...env}});

/** All that is wrong with this environment. */
function problemsOf(env: Env): string[] {
  try {
    load(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    for (const problem of error.problems) assert.ok(error.message.includes(problem));
    return error.problems;
  }
  return [];
}

describe('The configuration', () => {
  it('needs nothing in development and test', () => {
    for (const environment of ['development', 'test']) {
      const config = load({NODE_ENV: environment});

      assert.equal(config.database.source, 'embedded');
      assert.equal(config.database.embedded.database, `training_admin_${environment}`);
      assert.deepEqual(config.http.host, '127.0.0.1');
      assert.equal(config.schema.migrateOnStart, 'apply');
    }
    assert.equal(loadConfig({env: {}}).environment, 'development');
  });

  it('of an unknown environment is refused with the names of those there are', () => {
    assert.deepEqual(problemsOf({NODE_ENV: 'prod'}), [
      'environment prod is unknown: it is one of development, test, staging, production',
    ]);
    assert.throws(() => loadConfig({environment: 'live', env: {}}), /environment live is unknown/);
  });

  it('is that of the environment asked for by name, whatever NODE_ENV says', () => {
    const config = loadConfig({environment: 'staging', env: {NODE_ENV: 'test', ...DEPLOYED}});

    assert.equal(config.environment, 'staging');
    assert.equal(config.schema.migrateOnStart, 'check');
  });

  it('has a pool for each environment, and DB_MAX_CONNECTIONS makes it larger or smaller', () => {
    const sizes = ENVIRONMENTS.map(environment => {
      const {min, max} = load({...DEPLOYED, NODE_ENV: environment}).database.pool;
      return [environment, min, max];
    });

    assert.deepEqual(sizes, [
      ['development', 2, 10],
      ['test', 2, 10],
      ['staging', 2, 20],
      ['production', 2, 30],
    ]);
    assert.deepEqual(load({DB_MAX_CONNECTIONS: '55'}).database.pool, {...POOLS.test, max: 55});
    assert.deepEqual(
      ENVIRONMENTS.map(environment => POOLS[environment]).map(pool => [
        pool.acquireTimeoutMs,
        pool.createTimeoutMs,
        pool.idleTimeoutMs,
      ]),
      Array(4).fill([60_000, 30_000, 30_000]),
    );
    assert.deepEqual(problemsOf({DB_MAX_CONNECTIONS: '1'}), [
      'DB_MAX_CONNECTIONS must be a whole number from 4 to 1000',
    ]);
  });

  it('in production refuses what is meant for development', () => {
    const problems = (env: Env) => problemsOf({...DEPLOYED, NODE_ENV: 'production', ...env});

    assert.deepEqual(problems({}), []);
    assert.deepEqual(problems({RATE_LIMIT_DISABLED: 'true'}), [
      'RATE_LIMIT_DISABLED=true is refused in production',
    ]);
    assert.deepEqual(problems({SEED_ON_START: 'true'}), [
      'SEED_ON_START=true is refused in production: seeds are development data',
    ]);
    assert.deepEqual(problems({BCRYPT_COST: '9'}), ['BCRYPT_COST must be at least 10 in production']);
    assert.deepEqual(problems({JWT_SECRET: 'x'.repeat(31)}), ['JWT_SECRET must have at least 32 characters']);
    assert.deepEqual(problems({JWT_SECRET: ''}), [
      'JWT_SECRET is required in staging and production: at least 32 random characters',
    ]);
    assert.equal(problems({DATABASE_URL: ''}).length, 1);
    assert.match(
      problems({DATABASE_URL: ''})[0] ?? '',
      /no database is configured.*production never uses the embedded/,
    );
  });

  it('in staging needs a database and a secret too, and has no seeds either', () => {
    const problems = (env: Env) => problemsOf({...DEPLOYED, NODE_ENV: 'staging', ...env});

    assert.deepEqual(problems({RATE_LIMIT_DISABLED: 'true'}), []);
    assert.match(problems({SEED_ON_START: 'true'})[0] ?? '', /SEED_ON_START=true is refused in staging/);
    assert.match(problems({DATABASE_URL: ''})[0] ?? '', /staging never uses the embedded server/);
    assert.equal(problems({JWT_SECRET: '', BCRYPT_COST: '4'}).length, 2);
  });

  it('of the schema commands asks for no secret of the application', () => {
    const env = {NODE_ENV: 'production', DATABASE_URL: DEPLOYED.DATABASE_URL};

    assert.equal(loadLifecycleConfig({env}).database.connection?.host, 'db.example.com');
    assert.throws(() => loadConfig({env}), /JWT_SECRET is required/);
  });

  it('names everything that is wrong at once', () => {
    const problems = problemsOf({
      PORT: '70000',
      LOG_LEVEL: 'loud',
      LOG_FORMAT: 'xml',
      CORS_ORIGINS: 'https://www.example.com, www.example.com',
      TRUST_PROXY: '11',
      JOBS_ON: 'maybe',
      MIGRATE_ON_START: 'sometimes',
      INVOICE_HOLD_DAYS: '0',
      CARD_HOLD_MINUTES: '15.5',
      DB_HOST: 'localhost',
      MIGRATION_DATABASE_URL: 'mysql://a/b',
      JWT_SECRET: 'short',
    });

    for (const name of [
      'PORT must be a whole number from 0 to 65535',
      'LOG_LEVEL must be one of trace, debug, info, warn, error, silent',
      'LOG_FORMAT must be one of json, text',
      'CORS_ORIGINS must list origins',
      'TRUST_PROXY must be a whole number from 0 to 10',
      'JOBS_ON must be true or false',
      'MIGRATE_ON_START must be one of apply, check, off',
      'INVOICE_HOLD_DAYS must be',
      'CARD_HOLD_MINUTES must be',
      'DB_* is incomplete: DB_NAME, DB_USER missing',
      'MIGRATION_DATABASE_URL must have the form',
      'JWT_SECRET must have',
    ]) {
      assert.ok(
        problems.some(problem => problem.startsWith(name)),
        `${name}: ${problems.join('\n')}`,
      );
    }
    assert.equal(problems.length, 12);
  });

  it('takes an empty variable for an unset one, and spaces around a value for nothing', () => {
    const config = load({
      PORT: '',
      LOG_LEVEL: ' warn ',
      DATABASE_URL: '',
      CORS_ORIGINS: ' ',
      BCRYPT_COST: '',
    });

    assert.deepEqual([config.http.port, config.log.level, config.auth.bcryptCost], [3000, 'warn', 11]);
    assert.deepEqual([config.database.source, config.http.corsOrigins], ['embedded', []]);
  });

  it('can not be changed once it is read, however deep', () => {
    const config = load({CORS_ORIGINS: 'https://a.example.com'});

    const changes: (() => void)[] = [
      () => Object.assign(config, {environment: 'production'}),
      () => Object.assign(config.limits, {disabled: true}),
      () => Object.assign(config.database.pool, {max: 1}),
      () => config.http.corsOrigins.push('https://evil.example.com'),
    ];
    for (const change of changes) assert.throws(change, TypeError);
  });

  it('lets the port be passed over only in development, and only when nobody asked for it', () => {
    const isFixed = (env: Env) => load({...DEPLOYED, ...env}).http.portIsFixed;

    assert.equal(isFixed({NODE_ENV: 'development'}), false);
    assert.equal(isFixed({NODE_ENV: 'development', PORT: ''}), false);
    assert.equal(isFixed({NODE_ENV: 'development', PORT: '3000'}), true);
    for (const NODE_ENV of ['test', 'staging', 'production']) assert.equal(isFixed({NODE_ENV}), true);
  });

  it('reads lists, flags and numbers of hops as what they are', () => {
    const config = load({
      CORS_ORIGINS: 'https://a.example.com, http://localhost:5173',
      TRUST_PROXY: '10.0.0.1, 10.0.0.2',
      JOBS_ON: 'No',
      SHUTDOWN_GRACE_S: '7',
    });

    assert.deepEqual(config.http.corsOrigins, ['https://a.example.com', 'http://localhost:5173']);
    assert.deepEqual(config.http.trustProxy, ['10.0.0.1', '10.0.0.2']);
    assert.equal(load({TRUST_PROXY: '2'}).http.trustProxy, 2);
    assert.equal(load().http.trustProxy, 0);
    assert.deepEqual([config.jobsOn, config.http.shutdownGraceMs], [false, 7000]);
  });

  it('migrates in order only in production, applies at start only where no release phase does', () => {
    const schema = (NODE_ENV: string) => load({...DEPLOYED, NODE_ENV}).schema;

    assert.deepEqual(
      ENVIRONMENTS.map(name => [
        schema(name).migrateOnStart,
        schema(name).seedOnStart,
        schema(name).outOfOrder,
      ]),
      [
        ['apply', true, 'warn'],
        ['apply', false, 'warn'],
        ['check', false, 'warn'],
        ['check', false, 'deny'],
      ],
    );
  });
});

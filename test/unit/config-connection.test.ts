import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {ConfigError, loadConfig} from '../../src/config';

type Env = Record<string, string>;

const database = (env: Env) =>
  loadConfig({env: {NODE_ENV: 'test', JWT_SECRET: 'x'.repeat(32), ...env}}).database;
const connection = (env: Env) => database(env).connection;

/** The same database by each family of variables. */
const FAMILIES: Record<string, Env> = {
  DATABASE_URL: {DATABASE_URL: 'postgres://clerk:s3cret@db.example.com:5433/training'},
  'DB_*': {
    DB_HOST: 'db.example.com',
    DB_PORT: '5433',
    DB_NAME: 'training',
    DB_USER: 'clerk',
    DB_PASSWORD: 's3cret',
  },
  'DATABASE_*': {
    DATABASE_HOST: 'db.example.com',
    DATABASE_PORT: '5433',
    DATABASE_NAME: 'training',
    DATABASE_USER: 'clerk',
    DATABASE_PASSWORD: 's3cret',
  },
  'SUPABASE_DB_*': {
    SUPABASE_DB_HOST: 'db.example.com',
    SUPABASE_DB_PORT: '5433',
    SUPABASE_DB_NAME: 'training',
    SUPABASE_DB_USER: 'clerk',
    SUPABASE_DB_PASSWORD: 's3cret',
  },
};
const NAMES = Object.keys(FAMILIES);
const CONNECTION = {
  host: 'db.example.com',
  port: 5433,
  database: 'training',
  user: 'clerk',
  password: 's3cret',
  ssl: false,
};

describe('The connection to the database', () => {
  for (const [source, env] of Object.entries(FAMILIES)) {
    it(`can be named by ${source}`, () => {
      assert.deepEqual({...database(env).connection}, CONNECTION);
      assert.equal(database(env).source, source);
    });
  }

  it('comes from the first family that is set, when several name the same one', () => {
    for (const [first, name] of NAMES.entries()) {
      const env = Object.assign({}, ...NAMES.slice(first).map(other => FAMILIES[other]));

      assert.equal(database(env).source, name);
      assert.deepEqual({...database(env).connection}, CONNECTION);
    }
  });

  it('named differently by two families is refused, and the error names both without a password', () => {
    const last: Record<string, string> = {
      DATABASE_URL: 'DATABASE_URL',
      'DB_*': 'DB_NAME',
      'DATABASE_*': 'DATABASE_NAME',
    };
    for (const [index, one] of NAMES.slice(0, -1).entries()) {
      for (const other of NAMES.slice(index + 1)) {
        const env: Env = {...FAMILIES[one], ...FAMILIES[other]};
        const name = last[one] ?? '';
        env[name] = name === 'DATABASE_URL' ? 'postgres://clerk:s3cret@db.example.com:5433/live' : 'live';

        assert.throws(
          () => connection(env),
          (error: ConfigError) => {
            assert.ok(error instanceof ConfigError);
            assert.deepEqual(error.problems, [
              `${one} and ${other} name different databases (clerk@db.example.com:5433/live and clerk@db.example.com:5433/training): set one of them`,
            ]);
            return true;
          },
        );
      }
    }
  });

  it('with a different password only is refused too, without telling either', () => {
    const env = {...FAMILIES.DATABASE_URL, ...FAMILIES['DB_*'], DB_PASSWORD: 'an0ther'};

    assert.throws(
      () => connection(env),
      ({message}: Error) => /DATABASE_URL and DB_\*/.test(message) && !/s3cret|an0ther/.test(message),
    );
  });

  it('of an incomplete family is refused with what is missing', () => {
    assert.throws(() => connection({DB_HOST: 'a'}), /DB_\* is incomplete: DB_NAME, DB_USER missing/);
    assert.throws(
      () => connection({DATABASE_PASSWORD: 'a'}),
      /DATABASE_HOST, DATABASE_NAME, DATABASE_USER missing/,
    );
    assert.throws(
      () => connection({SUPABASE_DB_PORT: '1'}),
      /SUPABASE_DB_HOST, SUPABASE_DB_NAME, SUPABASE_DB_USER/,
    );
    assert.throws(
      () => connection({...FAMILIES['DB_*'], DB_PORT: '70000'}),
      /DB_PORT must be a whole number/,
    );
  });

  it('has a port and no password unless they are given', () => {
    const {DB_PORT: _, DB_PASSWORD: __, ...env} = FAMILIES['DB_*'] as Env;

    assert.deepEqual(
      {...connection(env)},
      {host: 'db.example.com', port: 5432, database: 'training', user: 'clerk', ssl: false},
    );
    assert.deepEqual(
      {...connection({DATABASE_URL: 'postgresql://db/training'})},
      {
        host: 'db',
        port: 5432,
        database: 'training',
        user: 'postgres',
        ssl: false,
      },
    );
  });

  it('may have any characters in user, password and name', () => {
    const password = `p@ss:w/ord?#[%]'"\\ é`;
    const url = `postgres://${encodeURIComponent("o'brien@hq")}:${encodeURIComponent(password)}@db:5432/my%20base`;

    const {user, password: read, database: name} = connection({DATABASE_URL: url}) ?? {};

    assert.deepEqual([user, read, name], ["o'brien@hq", password, 'my base']);
    assert.equal(connection({...FAMILIES['DB_*'], DB_PASSWORD: password})?.password, password);
  });

  it('may go to an IPv6 address or a socket', () => {
    assert.equal(connection({DATABASE_URL: 'postgres://a:b@[::1]:5433/c'})?.host, '::1');
    assert.equal(connection({...FAMILIES['DB_*'], DB_HOST: '2001:db8::1'})?.host, '2001:db8::1');
    assert.equal(
      connection({DATABASE_URL: 'postgres:///c?host=/var/run/postgresql'})?.host,
      '/var/run/postgresql',
    );
  });

  it('by a URL that is none is refused with the form it must have, and without repeating the password', () => {
    const wrong = [
      's3cret',
      'mysql://a:s3cret@b/c',
      'postgres://a:s3cret@b',
      'postgres:///c',
      'http://a:s3cret@b/c',
    ];
    for (const DATABASE_URL of wrong) {
      assert.throws(
        () => connection({DATABASE_URL}),
        ({message}: Error) =>
          /DATABASE_URL (is no URL|must have|names no)/.test(message) && !message.includes('s3cret'),
        DATABASE_URL,
      );
    }
  });

  it('for migrations and for scratch databases may be another one', () => {
    const config = database({
      ...FAMILIES['DB_*'],
      MIGRATION_DATABASE_URL: 'postgres://owner@direct/training',
      SCRATCH_DATABASE_URL: 'postgres://scratch@elsewhere/postgres',
    });

    assert.deepEqual(
      [config.migrationConnection?.user, config.migrationConnection?.host],
      ['owner', 'direct'],
    );
    assert.equal(config.scratchConnection?.host, 'elsewhere');
    assert.equal(database(FAMILIES['DB_*'] as Env).migrationConnection, null);
  });
});

describe('TLS to the database', () => {
  const ssl = (NODE_ENV: string, env: Env = {}) => connection({...FAMILIES['DB_*'], NODE_ENV, ...env})?.ssl;
  const withUrl = (query: string, env: Env = {}) =>
    connection({DATABASE_URL: `postgres://a@b/c${query}`, NODE_ENV: 'production', ...env})?.ssl;
  const VERIFIED = {rejectUnauthorized: true};
  const ENCRYPTED = {rejectUnauthorized: false};

  it('is on and verified in staging and production, and off elsewhere', () => {
    assert.deepEqual([ssl('development'), ssl('test')], [false, false]);
    assert.deepEqual([ssl('staging'), ssl('production')], [VERIFIED, VERIFIED]);
  });

  it('is as DATABASE_SSL says, with every family', () => {
    for (const [word, expected] of [
      ['verify', VERIFIED],
      ['true', VERIFIED],
      ['require', ENCRYPTED],
      ['off', false],
      ['false', false],
    ] as const) {
      for (const NODE_ENV of ['test', 'production']) {
        for (const family of Object.values(FAMILIES)) {
          assert.deepEqual(connection({...family, NODE_ENV, DATABASE_SSL: word})?.ssl, expected, word);
        }
      }
    }
    assert.throws(
      () => ssl('test', {DATABASE_SSL: 'maybe'}),
      /DATABASE_SSL must be one of verify, require, off/,
    );
  });

  it('is as the URL says, whatever DATABASE_SSL says', () => {
    assert.deepEqual(withUrl('?sslmode=require'), ENCRYPTED);
    assert.deepEqual(withUrl('?sslmode=no-verify'), ENCRYPTED);
    assert.deepEqual(withUrl('?sslmode=disable', {DATABASE_SSL: 'verify'}), false);
    assert.deepEqual(withUrl('?sslmode=verify-full', {DATABASE_SSL: 'off'}), VERIFIED);
    assert.throws(() => withUrl('?sslmode=sometimes'), /sslmode=sometimes is unknown: use one of disable/);
  });

  it('is verified against the file of DATABASE_SSL_CA, which alone turns it on', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'ca-'));
    const file = path.join(folder, 'ca.pem');
    writeFileSync(file, 'a certificate');
    try {
      assert.deepEqual(ssl('test', {DATABASE_SSL_CA: file}), {...VERIFIED, ca: 'a certificate'});
      assert.deepEqual(withUrl('?sslmode=verify-ca', {DATABASE_SSL_CA: file}), {
        ...VERIFIED,
        ca: 'a certificate',
      });
      assert.deepEqual(ssl('test', {DATABASE_SSL_CA: file, DATABASE_SSL: 'off'}), false);
      assert.throws(
        () => ssl('test', {DATABASE_SSL_CA: `${file}.x`}),
        /DATABASE_SSL_CA: .*ca\.pem\.x can't be read/,
      );
    } finally {
      rmSync(folder, {recursive: true});
    }
  });
});

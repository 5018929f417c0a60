import assert from 'node:assert/strict';
import type {Database} from '../../src/database/database';
import type {PostgresDataSource} from '../../src/datasources/postgres.datasource';
import {AppBindings} from '../../src/keys';
import {givenApplication, type TestApp} from '../helpers/app';
import {until} from '../helpers/wait';

const ROWS = 10_000;

describe('Rows that are read bit by bit', () => {
  let app: TestApp;
  let database: Database;
  let pool: PostgresDataSource['pool'];

  before(async () => {
    app = await givenApplication();
    database = await app.application.get(AppBindings.DATABASE);
    ({pool} = await app.application.get<PostgresDataSource>('datasources.postgres'));
  });
  after(() => app?.stop());

  const stream = () => database.stream<{n: number}>('select n from generate_series(1, ?) as n', [ROWS]);
  const busy = () => pool.totalCount - pool.idleCount;
  const killReader = async () => {
    const [reader] = await app.rows<{pid: number}>(
      `select pid from pg_stat_activity
       where datname = current_database() and query like 'select n from generate_series%' and pid <> pg_backend_pid()`,
    );
    await app.rows('select pg_terminate_backend($1)', [reader?.pid]);
    const isGone = async () =>
      (await app.rows('select pid from pg_stat_activity where pid = $1', [reader?.pid])).length === 0;
    await until(isGone, 'the backend is gone');
  };

  it('come whole and in order, and leave the connection for others', async () => {
    let next = 1;
    for await (const {n} of stream()) {
      assert.equal(n, next);
      next += 1;
    }

    assert.deepEqual([next, busy()], [ROWS + 1, 0]);
  });

  it('leave the connection for others when only the first are wanted', async () => {
    for await (const {n} of stream()) if (n === 3) break;

    assert.deepEqual([busy(), pool.totalCount > 0], [0, true]);
    assert.equal((await database.rows('select 1 as one')).length, 1);
  });

  it('fail when the database goes away meanwhile, and leave no connection behind', async () => {
    const readAll = async () => {
      for await (const {n} of stream()) if (n === 3) await killReader();
    };

    await assert.rejects(readAll, /terminat/i);
    assert.equal(busy(), 0);
  });

  it('leave no connection behind when the database goes away and nobody wants more', async () => {
    for await (const {n} of stream()) {
      if (n !== 3) continue;
      await killReader();
      break;
    }

    assert.equal(busy(), 0);
    assert.equal((await database.rows('select 1 as one')).length, 1);
  });

  it('leave no connection behind when the query can not be run', async () => {
    const reading = async () => {
      for await (const _ of database.stream('select 1 / (n - 3) from generate_series(1, 5) as n', []));
    };

    await assert.rejects(reading, {code: '22012'});
    assert.equal(busy(), 0);
  });
});

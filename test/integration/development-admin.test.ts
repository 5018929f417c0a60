import assert from 'node:assert/strict';
import bcrypt from 'bcryptjs';
import type {Queryable} from '../../src/database/database';
import {refuseDevelopmentAdmin} from '../../src/observers/development-admin.observer';
import {startAppProcess} from '../helpers/app-process';
import type {TestDatabase} from '../helpers/server';
import {migratedDatabase} from '../helpers/template';

describe('The development admin', () => {
  let database: TestDatabase;
  /** The one query, as the application's own connection would run it. */
  const queryable = {
    rows: async (sql: string, {email}: {email: string}) =>
      (await database.query(sql.replace(':email', '$1'), [email])).rows,
  } as unknown as Queryable;

  before(async () => {
    database = await migratedDatabase();
  });
  after(() => database?.drop());
  beforeEach(async () => {
    await database.query('delete from users');
    await database.query(
      `insert into users (email, password_hash, first_name, last_name, role)
       values ('Admin@ReactFastTraining.co.uk', $1, 'A', 'B', 'admin')`,
      [await bcrypt.hash('admin123', 4)],
    );
  });

  it('with the password that everybody knows stops production from starting', async () => {
    await assert.rejects(refuseDevelopmentAdmin(queryable, 'production'), /admin@reactfasttraining\.co\.uk/);
  });

  it('keeps the port closed and says why', async () => {
    const production = {
      NODE_ENV: 'production',
      DATABASE_SSL: 'off',
      BCRYPT_COST: '10',
      RATE_LIMIT_DISABLED: 'false',
      LOG_LEVEL: 'info',
    };

    await assert.rejects(
      startAppProcess(database, production),
      /ended with 1 before it listened:.*admin@reactfasttraining\.co\.uk has its well-known password/s,
    );

    await database.query('update users set is_active = false');
    const running = await startAppProcess(database, production);
    assert.equal((await running.stop()).code, 0);
  });

  it('is welcome anywhere else', async () => {
    await refuseDevelopmentAdmin(queryable, 'development');
    await refuseDevelopmentAdmin(queryable, 'test');
  });

  it('stops nothing with a password of its own, deactivated, or without being an admin', async () => {
    await database.query('update users set is_active = false');
    await refuseDevelopmentAdmin(queryable, 'production');

    await database.query(`update users set is_active = true, role = 'customer'`);
    await refuseDevelopmentAdmin(queryable, 'production');

    await database.query(`update users set role = 'admin', password_hash = $1`, [
      await bcrypt.hash('another', 4),
    ]);
    await refuseDevelopmentAdmin(queryable, 'production');
  });
});

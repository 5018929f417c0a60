import assert from 'node:assert/strict';
import {courses, discountCodes, venues} from '../../src/services/resources';
import {users} from '../../src/services/user-admin.service';
import type {TestDatabase} from '../helpers/server';
import {migratedDatabase} from '../helpers/template';

/** Sessions repeat what their schedule has, and go with it. */
const REPEATED = ['schedule_sessions.venue_id', 'schedule_sessions.instructor_id'];

describe('What staff may not delete', () => {
  let database: TestDatabase;

  before(async () => {
    database = await migratedDatabase();
  });
  after(() => database?.drop());

  for (const {entity, table, dependents} of [courses, venues, discountCodes, users]) {
    it(`a ${entity}: the refusal knows every table that keeps the database from it`, async () => {
      const {rows} = await database.query<{reference: string}>(
        `select c.conrelid::regclass || '.' || a.attname as reference
         from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
         where c.contype = 'f' and c.confrelid = $1::regclass and c.confdeltype in ('a', 'r')`,
        [table],
      );
      const restricting = rows.map(row => row.reference).filter(reference => !REPEATED.includes(reference));

      const known = dependents.map(dependent => `${dependent.table}.${dependent.column}`);

      assert.deepEqual(restricting.sort(), known.sort());
    });
  }
});

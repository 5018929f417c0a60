import {strict as assert} from 'node:assert';
import {runCommand} from '../../helpers/command';
import {MigrationFolder} from '../../helpers/migrations';
import {createDatabase, type TestDatabase} from '../../helpers/server';
import {migratedDatabase} from '../../helpers/template';

describe('Verifying a deployment', () => {
  const verify = (database: TestDatabase, ...args: string[]) =>
    runCommand(['migrate:verify', ...args], {DATABASE_URL: database.url, SCRATCH_DATABASE_URL: database.url});

  it('finds all well on a migrated database, and says what was looked at', async () => {
    const database = await migratedDatabase();
    try {
      const {code, stdout, stderr} = await verify(database);

      assert.equal(code, 0, stdout + stderr);
      assert.match(
        stdout,
        /^ok {5}migrations {2}nothing pending, version\s+\d{14}_\w+\nok {5}drift {7}none\nok {5}models {6}\d\d fit\n$/,
      );
    } finally {
      await database.drop();
    }
  });

  it('says of each what is wrong: pending, drifted and misfitting, with exit code 4', async () => {
    const database = await createDatabase();
    const folder = new MigrationFolder().add('1_a', 'create table venues (id int)');
    try {
      const directory = `--directory=${folder.directory}`;
      await runCommand(['migrate', directory], {DATABASE_URL: database.url});
      await database.query('create index by_hand on venues (id)');
      folder.add('2_b', 'create table b (id int)');

      const {code, stdout} = await verify(database, directory);
      const json = JSON.parse((await verify(database, directory, '--json')).stdout);

      assert.equal(code, 4);
      assert.match(
        stdout,
        /^WRONG {2}migrations {2}see below\n {9}2_b is pending: npm run migrate\nWRONG {2}drift /,
      );
      assert.match(
        stdout,
        /index public\.by_hand: only in the database\n {9}see how: npm run migrate:drift\n/,
      );
      assert.match(stdout, /WRONG {2}models /);
      assert.match(stdout, /Venue\.capacity \(venues\.capacity\): there is no such column/);
      assert.equal(
        stdout.split('\n').every(line => line.length <= 80),
        true,
        stdout,
      );
      assert.deepEqual(
        json.checks.map(({isFine}: {isFine: boolean}) => isFine),
        [false, false, false],
      );
    } finally {
      folder.delete();
      await database.drop();
    }
  });
});

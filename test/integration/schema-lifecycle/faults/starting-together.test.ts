import assert from 'node:assert/strict';
import {startCommand} from '../../../helpers/command';
import {onEachServer} from '../../../helpers/each-server';
import {MigrationFolder} from '../../../helpers/migrations';
import {atOnce} from '../../../helpers/race';
import {rounds} from '../../../helpers/soak';

const NAMES = ['1_a', '2_b', '3_c', '4_d', '5_e', '6_f'];

onEachServer('Eight processes that start at once on an empty database', createDatabase => {
  rounds('all succeed, and each migration runs once, in one batch', async () => {
    const database = await createDatabase();
    const folder = new MigrationFolder();
    for (const [index, name] of NAMES.entries()) {
      const isOutside = index % 3 === 1;
      folder.add(name, `create table t${name} (id int)`, [], {transaction: !isOutside});
    }
    const args = ['migrate', '--json', `--directory=${folder.directory}`];

    const finished = await atOnce(8, () => startCommand(args, {DATABASE_URL: database.url}).finished);

    assert.deepEqual(
      finished.map(({code, stderr}) => [code, stderr.replace(/^waiting.*\n/gm, '')]),
      finished.map(() => [0, '']),
    );
    const executed = finished.map(({stdout}) => JSON.parse(stdout).executed.length);
    assert.deepEqual(
      executed.sort((a, b) => b - a),
      [NAMES.length, 0, 0, 0, 0, 0, 0, 0],
    );
    const applied = await database.query('select name, batch from knex_migrations order by id');
    assert.deepEqual(
      applied.rows,
      NAMES.map(name => ({name, batch: 1})),
    );
    const runs = await database.query('select name, state from schema_migration_history order by id');
    assert.deepEqual(
      runs.rows,
      NAMES.map(name => ({name, state: 'succeeded'})),
    );
    const locks = await database.query('select is_locked from knex_migrations_lock');
    assert.deepEqual(locks.rows, [{is_locked: 0}]);
    folder.delete();
    await database.drop();
  });
});

import {strict as assert} from 'node:assert';
import {MigrationSource} from '../../../src/schema-lifecycle/programmatic';
import {buildScratch, type ScratchDatabase, withScratchDatabase} from '../../../src/schema-lifecycle/scratch';
import {onEachServer} from '../../helpers/each-server';
import {MigrationFolder} from '../../helpers/migrations';
import type {TestDatabase} from '../../helpers/server';

onEachServer('A scratch database', createDatabase => {
  let target: TestDatabase;
  let folder: MigrationFolder;
  const made: string[] = [];
  beforeEach(async () => {
    target = await createDatabase();
    folder = new MigrationFolder()
      .add('1_a', 'create table a (id int)')
      .add('2_b', 'create table b (id int)')
      .add('3_c', 'create table c (id int)');
  });
  afterEach(async () => {
    folder.delete();
    for (const name of made.splice(0)) await target.query(`drop database if exists ${name}`);
    await target.drop();
  });

  const exists = async (name = '') =>
    (await target.query('select from pg_database where datname = $1', [name])).rowCount === 1;

  async function givenScratchMadeAt(name: string, at: Date): Promise<string> {
    made.push(name);
    await target.query(`create database ${name} template template0`);
    await target.query(
      `comment on database ${name} is 'schema-lifecycle scratch database, made at ${at.toISOString()}'`,
    );
    return name;
  }

  it('is empty, is not the target, and is gone afterwards, also when the work fails', async () => {
    let seen: ScratchDatabase | undefined;
    const work = withScratchDatabase({target: target.connection}, async scratch => {
      seen = scratch;
      await scratch.session.query('create table a (id int)');
      assert.equal(await exists(scratch.connection.database), true);
      throw new Error('broken');
    });

    await assert.rejects(work, /^Error: broken$/);
    assert.equal(await exists(seen?.connection.database), false);
    assert.notEqual(seen?.connection.database, target.name);
    assert.equal(seen?.serverVersion, seen?.targetVersion);
    assert.equal((await target.query("select to_regclass('a') as a")).rows[0]?.a, null);
  });

  it('that a killed process left is dropped a day later; a younger one, or a stranger of the name, is not', async () => {
    const now = Date.now();
    const old = await givenScratchMadeAt('scratch_00000000000000aa', new Date(now - 25 * 3600_000));
    const young = await givenScratchMadeAt('scratch_00000000000000bb', new Date(now - 23 * 3600_000));
    const stranger = await givenScratchMadeAt('scratch_of_mine', new Date(now - 25 * 3600_000));

    await withScratchDatabase({target: target.connection}, async () => {});

    assert.deepEqual([await exists(old), await exists(young), await exists(stranger)], [false, true, true]);
  });

  it('is built from the migrations up to a name, or from those that are named', async () => {
    const source = new MigrationSource(folder.directory);
    const tables = (options: {upTo?: string; names?: string[]}) =>
      withScratchDatabase({target: target.connection}, async scratch => {
        await buildScratch(scratch, {source, ...options});
        const {rows} = await scratch.session.query<{relname: string}>(
          "select relname from pg_class where relname in ('a', 'b', 'c') order by 1",
        );
        return rows.map(({relname}) => relname).join('');
      });

    assert.deepEqual(
      [await tables({}), await tables({upTo: '2_b'}), await tables({names: ['1_a', '3_c']})],
      ['abc', 'ab', 'ac'],
    );
    await assert.rejects(tables({names: ['1_a', '0_gone']}), /no file for 0_gone/);
  });

  it('is made on a server of the same major when there is the choice', async () => {
    let opened = 0;
    const embedded = (major: number) => ({
      major,
      open: async () => {
        opened += 1;
        return {connection: target.connection, release: async () => {}};
      },
    });
    const major = await withScratchDatabase({target: target.connection}, async s => s.targetVersion);

    await withScratchDatabase({target: target.connection, embedded: embedded(major)}, async () => {});
    assert.equal(opened, 1);
    await withScratchDatabase({target: target.connection, embedded: embedded(9)}, async () => {});
    assert.equal(opened, 1);
  });

  it('can not be made when nobody may, which the error says with what to set', async () => {
    const role = `${target.name}_reader`;
    await target.query(`create role ${role} login password 'x'`);
    const poor = {...target.connection, user: role, password: 'x'};
    try {
      await assert.rejects(
        withScratchDatabase({target: poor}, async () => {}),
        {
          code: 'SCRATCH_UNAVAILABLE',
          message: /may not create databases.*SCRATCH_DATABASE_URL/s,
        },
      );
    } finally {
      await target.query(`drop role ${role}`);
    }
  });
});

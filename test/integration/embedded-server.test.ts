import {strict as assert} from 'node:assert';
import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import path from 'node:path';
import {PROJECT_ROOT} from '../../src/config';
import {acquireEmbeddedServer} from '../../src/database/embedded/lease';
import {Location} from '../../src/database/embedded/location';
import {
  isRunning,
  Playground,
  query,
  queryEventually,
  type Told,
  untilGone,
} from '../helpers/embedded-server';

const KEEP_ROWS = 'drop table if exists kept; create table kept as select generate_series(1, 1000) as n';
const COUNT = 'select count(*)::int as count from kept';

describe('The embedded PostgreSQL server', () => {
  const ground = new Playground();
  /** Folder that already has data; every test that needs no empty one starts on it, one after the other. */
  const dataDir = ground.folder();
  let playground: Playground;
  before(async () => {
    const holder = ground.holder({dataDir});
    await holder.next();
    await holder.release();
  });
  after(() => ground.clean());
  beforeEach(() => {
    playground = new Playground();
  });
  afterEach(() => playground.clean());

  describe('when it is shared', () => {
    it('is made and started once by four processes that start on an empty folder at once', async () => {
      const dataDir = playground.folder();

      const holders = [1, 2, 3, 4].map(() => playground.holder({dataDir}));
      const told = await Promise.all(holders.map(holder => holder.next()));

      assert.equal(
        new Set(told.map(({port, serverPid, keeperPid}) => `${port} ${serverPid} ${keeperPid}`)).size,
        1,
      );
      assert.equal(told.filter(({started}) => started).length, 1);
      assert.equal(readFileSync(new Location(dataDir).log, 'utf8').match(/starting PostgreSQL/g)?.length, 1);
      assert.deepEqual(
        await Promise.all(told.map(server => query(server, 'select 1 as one'))),
        Array(4).fill([{one: 1}]),
      );
    });

    it('runs on for the one who joined when the one who started it leaves, and stops with the last', async () => {
      const starter = playground.holder({dataDir});
      const {serverPid, started} = await starter.next();
      const joiner = playground.holder({dataDir});
      const told = await joiner.next();

      await starter.release();

      assert.deepEqual([started, told.started, told.serverPid], [true, false, serverPid]);
      assert.deepEqual(await query(told, 'select 1 as one'), [{one: 1}]);
      await joiner.release();
      assert.equal(isRunning(serverPid), false, 'release resolves only when the server has stopped');
      assert.equal(existsSync(path.join(told.dataDir, 'postmaster.pid')), false);
    });

    it('serves everyone who comes while the last one is leaving', async () => {
      const dataDir = playground.folder();
      let leaving = await acquireEmbeddedServer({dataDir, ephemeral: true});

      for (let round = 0; round < 6; round++) {
        const released = leaving.release();
        const coming = await acquireEmbeddedServer({dataDir, ephemeral: true});
        await released;
        assert.deepEqual(await query(coming, 'select 1 as one'), [{one: 1}]);
        leaving = coming;
      }

      const {serverPid} = leaving;
      await leaving.release();
      assert.equal(isRunning(serverPid), false);
    });

    it('can be held from the TypeScript sources, as npx knex loads them', async () => {
      const source = {
        loader: ['-r', require.resolve('sucrase/register/ts')],
        script: path.join(PROJECT_ROOT, 'test/helpers/embedded-holder.ts'),
      };

      const fromSource = await playground.holder({dataDir}, source).next();
      const compiled = await playground.holder({dataDir}).next();

      assert.deepEqual([fromSource.started, compiled.started], [true, false]);
      assert.equal(compiled.serverPid, fromSource.serverPid);
    });
  });

  describe('when it stops', () => {
    it('keeps its data and its port for the next start', async () => {
      const first = playground.holder({dataDir});
      const before = await first.next();
      await query(before, KEEP_ROWS);
      await first.release();

      const after = await playground.holder({dataDir}).next();

      assert.deepEqual(await query(after, COUNT), [{count: 1000}]);
      assert.equal(after.port, before.port);
      assert.notEqual(after.serverPid, before.serverPid);
    });

    it('takes another port when the last one is taken', async () => {
      const first = playground.holder({dataDir});
      const {port} = await first.next();
      await first.release();
      playground.listen(createServer(), {port, host: '127.0.0.1'});

      const after = await playground.holder({dataDir}).next();

      assert.notEqual(after.port, port);
    });

    it('removes data that were meant to be removed, and never treats lasting data as such', async () => {
      const [ephemeral, lasting] = [playground.folder(), playground.folder()];
      const one = playground.holder({dataDir: ephemeral, ephemeral: true});
      const other = playground.holder({dataDir: lasting});
      await Promise.all([one.next(), other.next()]);

      await Promise.all([one.release(), other.release()]);

      assert.equal(existsSync(ephemeral), false);
      await assert.rejects(acquireEmbeddedServer({dataDir: lasting, ephemeral: true}), {
        code: 'FOLDER_UNUSABLE',
      });
      assert.ok(existsSync(path.join(lasting, 'data', 'PG_VERSION')));
    });
  });

  describe('when something is killed', () => {
    it('ends with its only holder, and starts again with all data', async () => {
      const holder = playground.holder({dataDir});
      const before = await holder.next();
      await query(before, KEEP_ROWS);

      holder.kill();
      await holder.untilServerGone();

      const after = await playground.holder({dataDir}).next();
      assert.deepEqual(await query(after, COUNT), [{count: 1000}]);
    });

    it('does not outlive its keeper when the holder dies too', async () => {
      const holder = playground.holder({dataDir});
      const before = await holder.next();
      await query(before, KEEP_ROWS);

      holder.kill();
      process.kill(before.keeperPid, 'SIGKILL');
      await holder.untilServerGone();

      const after = await playground.holder({dataDir}).next();
      assert.deepEqual(await query(after, COUNT), [{count: 1000}]);
    });

    it('comes back on the same port when its keeper is killed under a living holder', async () => {
      const holder = playground.holder({dataDir});
      const before = await holder.next();
      await query(before, KEEP_ROWS);

      process.kill(before.keeperPid, 'SIGKILL');
      await untilGone(before.serverPid);

      assert.deepEqual(await queryEventually(before, COUNT), [{count: 1000}]);
      const after = await holder.ask<Told>('pids');
      assert.notEqual(after.keeperPid, before.keeperPid);
      await holder.release();
      assert.equal(isRunning(after.serverPid), false);
    });

    it('comes back on the same port when the server itself is killed', async () => {
      const holder = playground.holder({dataDir});
      const server = await holder.next();
      await query(server, KEEP_ROWS);

      process.kill(server.serverPid, 'SIGKILL');
      await untilGone(server.serverPid);

      assert.deepEqual(await queryEventually(server, COUNT), [{count: 1000}]);
      await holder.release();
      await untilGone(server.keeperPid);
      assert.equal(existsSync(path.join(server.dataDir, 'postmaster.pid')), false);
    });

    it('tells its holders when the keeper is told to stop', async () => {
      const holder = playground.holder({dataDir});
      const {keeperPid, serverPid} = await holder.next();

      process.kill(keeperPid, 'SIGTERM');

      assert.deepEqual(await holder.next(), {lost: 'SERVER_LOST'});
      await untilGone(keeperPid);
      assert.equal(isRunning(serverPid), false);
    });

    it('is not held up by a lock file whose process id now is another program', async () => {
      const holder = playground.holder({dataDir});
      const before = await holder.next();
      const lockFile = path.join(before.dataDir, 'postmaster.pid');
      const lock = readFileSync(lockFile, 'utf8');
      await holder.release();
      const bystander = playground.bystander(statSync(before.dataDir).uid);
      writeFileSync(lockFile, lock.replace(/^\d+/, String(bystander.pid)));

      const after = await playground.holder({dataDir}).next();

      assert.deepEqual(await query(after, 'select 1 as one'), [{one: 1}]);
      assert.ok(isRunning(bystander.pid ?? 0));
    });

    it('starts over what a killed first start left half made', async () => {
      const dataDir = playground.folder();
      mkdirSync(path.join(dataDir, 'draft-1234', 'base'), {recursive: true});

      const server = await playground.holder({dataDir}).next();

      assert.deepEqual(await query(server, 'select 1 as one'), [{one: 1}]);
      assert.deepEqual(readdirSync(dataDir).sort(), ['data', 'keeper.log', 'password', 'port', 'server.log']);
    });
  });
});

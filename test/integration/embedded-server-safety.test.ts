import {strict as assert} from 'node:assert';
import {spawnSync} from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {createServer} from 'node:net';
import path from 'node:path';
import {accountsForRoot} from '../../src/database/embedded/account';
import {findBinaries, makeLinks, programIn, usableBinaries} from '../../src/database/embedded/binaries';
import {endpointOf, onMessage, send} from '../../src/database/embedded/endpoint';
import {acquireEmbeddedServer} from '../../src/database/embedded/lease';
import {Location, sharedLocation} from '../../src/database/embedded/location';
import {Playground, query} from '../helpers/embedded-server';

const isRoot = process.getuid?.() === 0;
const itAsRoot = isRoot ? it : it.skip;
const KEEP_ROWS = 'drop table if exists kept; create table kept as select generate_series(1, 1000) as n';
const COUNT = 'select count(*)::int as count from kept';

describe('The safety of the embedded PostgreSQL server', () => {
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

  describe('to the outside', () => {
    it('listens on the loopback address only and asks for the password', async () => {
      const server = await playground.holder({dataDir}).next();

      const [settings] = await query(
        server,
        `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
          current_setting('server_encoding') as encoding, current_setting('timezone') as zone`,
      );

      assert.deepEqual(settings, {addresses: '127.0.0.1', sockets: '', encoding: 'UTF8', zone: 'UTC'});
      if (process.platform === 'linux') assert.deepEqual(listenersOn(server.port), ['0100007F']);
      await assert.rejects(query({...server, password: 'guessed'}, 'select 1'), {code: '28P01'});
    });

    it('keeps its random password in a file that only the owner reads, and mends a lost one', async () => {
      const {password: file} = new Location(dataDir);
      const holder = playground.holder({dataDir});
      const before = await holder.next();
      await query(before, KEEP_ROWS);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.equal(statSync(file).uid, process.getuid?.());
      assert.equal(readFileSync(file, 'utf8'), before.password);
      assert.match(before.password, /^[0-9a-f]{48}$/);

      await holder.release();
      rmSync(file);
      const after = await playground.holder({dataDir}).next();

      assert.notEqual(after.password, before.password);
      assert.deepEqual(await query(after, COUNT), [{count: 1000}]);
    });

    it('does not tell the password to a stranger who took the name of its keeper', async () => {
      const dataDir = playground.folder();
      const location = new Location(dataDir);
      mkdirSync(location.data);
      writeFileSync(location.password, 'secret');
      const stranger = createServer(socket =>
        onMessage(socket, () =>
          send(socket, {type: 'ready', port: 1, keeperPid: 1, serverPid: 1, version: '18.4', proof: 'none'}),
        ),
      );
      playground.listen(stranger, {path: endpointOf(dataDir)});

      await assert.rejects(acquireEmbeddedServer({dataDir}), {code: 'FOLDER_UNUSABLE'});
    });
  });

  describe('when it can not start', () => {
    it('refuses data of another major version, leaves them alone and says what to do', async () => {
      const dataDir = playground.folder();
      const {data} = new Location(dataDir);
      mkdirSync(data);
      writeFileSync(path.join(data, 'PG_VERSION'), '15\n');

      const refusal = acquireEmbeddedServer({dataDir});

      await assert.rejects(refusal, {code: 'OTHER_MAJOR_VERSION', message: /PostgreSQL 15.*dump/});
      assert.deepEqual(readdirSync(data), ['PG_VERSION']);
    });

    it('says that its folder can not be made', async () => {
      const file = path.join(playground.folder(), 'file');
      writeFileSync(file, '');

      await assert.rejects(acquireEmbeddedServer({dataDir: path.join(file, 'data')}), {
        code: 'FOLDER_UNUSABLE',
      });
    });

    it("passes on the server's own words when a setting is wrong", async () => {
      const refusal = acquireEmbeddedServer({dataDir, settings: {shared_buffers: 'plenty'}});

      await assert.rejects(refusal, {
        code: 'START_FAILED',
        message: /invalid value for parameter "shared_buffers"/,
      });
    });
  });

  describe('and its programs', () => {
    it('run after an installation without install scripts, which makes no links', () => {
      const {folder} = findBinaries();
      const copy = path.join(playground.folder(), 'native');
      const links: {target: string}[] = JSON.parse(
        readFileSync(path.join(folder, 'pg-symlinks.json'), 'utf8'),
      );
      cpSync(folder, copy, {
        recursive: true,
        verbatimSymlinks: true,
        filter: file =>
          !links.some(({target}) => file === path.join(folder, path.relative('native', target))),
      });
      assert.notEqual(spawnSync(programIn(copy, 'postgres'), ['--version']).status, 0);

      assert.equal(makeLinks(copy), true);
      assert.equal(makeLinks(copy), true);

      assert.equal(spawnSync(programIn(copy, 'postgres'), ['--version']).status, 0);
    });

    itAsRoot('are copied once when the account of the server can not get to them (needs root)', async () => {
      const [account] = accountsForRoot([]);
      const hidden = playground.folder(0o700);
      const {folder, packageVersion} = findBinaries();
      cpSync(folder, path.join(hidden, 'native'), {
        recursive: true,
        verbatimSymlinks: true,
        filter: isNeededForVersion,
      });
      const copyTo = playground.folder();
      const binaries = {folder: path.join(hidden, 'native'), packageVersion};

      const used = await usableBinaries(binaries, account, copyTo);
      const madeAt = statSync(used).ctimeMs;

      assert.equal(used, path.join(copyTo, `postgresql-${packageVersion}`));
      assert.equal(await usableBinaries(binaries, account, copyTo), used);
      assert.equal(statSync(used).ctimeMs, madeAt);
      assert.deepEqual(readdirSync(copyTo), [path.basename(used)]);
    });

    itAsRoot(
      'keep data under /var/lib when their account can not enter the folder (needs root)',
      async () => {
        const dataDir = playground.folder(0o700);
        const shared = sharedLocation(dataDir);
        playground.alsoRemove(shared.root);
        const holder = playground.holder({dataDir});
        const before = await holder.next();
        await query(before, KEEP_ROWS);
        await holder.release();

        chmodSync(dataDir, 0o755);
        const after = await playground.holder({dataDir}).next();

        assert.equal(before.dataDir, shared.data);
        assert.match(before.dataDir, /^\/var\/lib\/training-admin\/[0-9a-f]{12}\/data$/);
        assert.equal(statSync(shared.password).mode & 0o777, 0o600);
        assert.equal(statSync(shared.root).uid, 0);
        assert.notEqual(statSync(shared.data).uid, 0);
        assert.deepEqual([after.dataDir, await query(after, COUNT)], [before.dataDir, [{count: 1000}]]);
      },
    );
  });
});

/** `--version` needs programs and libraries, not the thousand files beside them. */
function isNeededForVersion(file: string): boolean {
  return !/\/share$|\.a$|\/lib\/postgresql$/.test(file);
}

/** Addresses, as the kernel writes them, that take connections on the port. */
function listenersOn(port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['tcp', 'tcp6'].flatMap(table => {
    const file = `/proc/net/${table}`;
    const rows = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    return rows
      .map(row => row.trim().split(/\s+/))
      .filter(([, local, , state]) => local?.endsWith(suffix) && state === '0A')
      .map(([, local]) => local?.split(':')[0] ?? '');
  });
}

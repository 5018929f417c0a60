import assert from 'node:assert/strict';
import {once} from 'node:events';
import {get, type IncomingMessage} from 'node:http';
import {call} from '../helpers/app';
import {type AppProcess, startAppProcess} from '../helpers/app-process';
import type {TestDatabase} from '../helpers/server';
import {migratedDatabase} from '../helpers/template';
import {until} from '../helpers/wait';

const ROWS = 100_000;
const POOL_SIZE = 4;
const MEGABYTE = 1024 * 1024;
/** What the process is given: its code and some rows, but never all of them. */
const HEAP_MEGABYTES = 128;

describe('A CSV of a hundred thousand rows', function () {
  this.timeout(60_000);

  let database: TestDatabase;
  let app: AppProcess;
  let token: string;
  const downloads: IncomingMessage[] = [];

  before(async () => {
    database = await migratedDatabase();
    await database.query(
      `insert into email_logs (recipient, email_type, subject, error_message)
       select 'someone@example.com', 'test', 'Number ' || n, repeat('mailbox full ', 40) from generate_series(1, $1) as n`,
      [ROWS],
    );
    app = await startAppProcess(database, {
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES}`,
      DB_MAX_CONNECTIONS: String(POOL_SIZE),
    });
    token = await signInAsAdmin();
  });
  afterEach(() => {
    for (const response of downloads.splice(0)) response.destroy();
  });
  after(async () => {
    await app?.stop();
    await database?.drop();
  });

  const signInAsAdmin = async () => {
    const body = {email: 'a@example.com', password: 'correct horse battery', firstName: 'A', lastName: 'B'};
    const registered = await call(app.url, 'POST', '/api/auth/register', {body});
    await database.query(`update users set role = 'admin'`);
    return registered.body.accessToken as string;
  };
  /** Asks for the file and reads nothing of it yet. */
  const download = async (): Promise<IncomingMessage> => {
    const request = get(`${app.url}/api/admin/email-logs.csv?sort=id&emailType=test`, {
      headers: {Authorization: `Bearer ${token}`},
      agent: false,
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    downloads.push(response);
    assert.equal(response.statusCode, 200);
    return response;
  };
  const residentBytes = async () => {
    const {body} = await call(app.url, 'GET', '/metrics');
    return Number(/^process_resident_memory_bytes (\S+)/m.exec(body)?.[1]);
  };
  /** Backends of the application that are in the middle of the list. */
  const reading = async (condition = 'true') => {
    const {rows} = await database.query<{pid: number}>(
      `select pid from pg_stat_activity
       where datname = current_database() and query like '%email_logs e%' and state <> 'idle'
         and pid <> pg_backend_pid() and ${condition}`,
    );
    return rows.map(row => row.pid);
  };
  /** Those whose reader has not asked for more for a while. */
  const waiting = () =>
    reading(`wait_event = 'ClientRead' and clock_timestamp() - query_start > interval '200 ms'`);
  /** Ends the connection of the only one of these, once there is one. */
  const killOne = async (backends: () => Promise<number[]>) => {
    let pids: number[] = [];
    await until(async () => {
      pids = await backends();
      return pids.length === 1;
    }, 'the list is being read');
    await database.query('select pg_terminate_backend($1)', pids);
  };
  const works = async () =>
    (await call(app.url, 'GET', '/api/admin/email-logs?limit=1', {token})).status === 200;

  it('comes whole, in memory that does not grow with it', async () => {
    await works();
    const before = await residentBytes();
    let [lines, bytes, peak] = [0, 0, before];

    for await (const chunk of await download()) {
      const had = Math.floor(bytes / (8 * MEGABYTE));
      bytes += chunk.length;
      for (const byte of chunk) if (byte === 10) lines += 1;
      if (Math.floor(bytes / (8 * MEGABYTE)) > had) peak = Math.max(peak, await residentBytes());
    }

    assert.equal(lines, ROWS + 1);
    const grown = (peak - before) / MEGABYTE;
    assert.ok(
      grown < 100,
      `grew by ${Math.round(grown)} MB for a file of ${Math.round(bytes / MEGABYTE)} MB`,
    );
  });

  it('begins before the list has been read: whoever reads slowly makes the database wait', async () => {
    const response = await download();

    const chunks = response[Symbol.asyncIterator]();
    const next = async () => String((await chunks.next()).value ?? '');
    let begin = '';
    while (!begin.includes('\r\n1,')) begin += await next();

    assert.match(begin, /^\ufeffid,recipient/);
    assert.equal((await reading()).length, 1);
    let lines = begin.split('\n').length - 1;
    for (let chunk = await next(); chunk !== ''; chunk = await next()) lines += chunk.split('\n').length - 1;
    assert.equal(lines, ROWS + 1);
    assert.deepEqual(await reading(), []);
  });

  it('gives its connection back when the reader goes away, and nobody else notices', async () => {
    const responses = await Promise.all(Array.from({length: POOL_SIZE}, download));
    await until(async () => (await reading()).length === POOL_SIZE, 'all connections are taken');

    for (const response of responses) response.destroy();

    await until(async () => (await reading()).length === 0, 'all connections are idle');
    assert.ok(await works());
  });

  it('that breaks in the middle ends as broken, and not as if it were whole', async () => {
    const response = await download();

    await killOne(reading);

    const readToTheEnd = async () => {
      let bytes = 0;
      for await (const chunk of response) bytes += chunk.length;
      return bytes;
    };
    await assert.rejects(readToTheEnd(), {code: 'ECONNRESET'});
    assert.equal(response.complete, false);
    assert.ok(await works());
  });

  it('leaves no connection behind, even if the database goes first and then the reader', async () => {
    for (let round = 0; round <= POOL_SIZE; round += 1) {
      const response = await download();
      await killOne(waiting);
      await until(async () => (await reading()).length === 0, 'the database has closed the connection');

      response.destroy();
    }

    assert.ok(await works());
  });
});

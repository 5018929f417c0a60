import assert from 'node:assert/strict';
import {call, TEST_SETTINGS} from '../helpers/app';
import {startAppProcess} from '../helpers/app-process';
import {Given} from '../helpers/given';
import type {TestDatabase} from '../helpers/server';
import {TcpProxy} from '../helpers/tcp-proxy';
import {migratedDatabase} from '../helpers/template';

type Line = Record<string, unknown> & {requestId?: string; msg: string};

const PASSWORD = 'a password that nobody may read';

/** The log of a process of its own, to which a few requests were sent. */
describe('The log', () => {
  let database: TestDatabase;
  let wire: TcpProxy;
  let lines: Line[];
  let output: string;
  let tokens: string[];

  before(async () => {
    database = await migratedDatabase();
    wire = await TcpProxy.open(database);
    const app = await startAppProcess(database, {
      DATABASE_URL: wire.url,
      LOG_LEVEL: 'info',
      LOG_FORMAT: 'json',
      TRUST_PROXY: '0',
    });
    try {
      tokens = await sendRequests(app.url);
    } finally {
      const {stdout, stderr} = await app.stop();
      output = stdout + stderr;
      assert.equal(stderr, '');
      lines = stdout
        .split('\n')
        .filter(line => line.startsWith('{'))
        .map(line => JSON.parse(line));
    }
  });
  after(async () => {
    await wire?.cut();
    await database?.drop();
  });

  async function sendRequests(url: string): Promise<string[]> {
    const given = new Given(database, () => new Date());
    const headers = (id: string) => ({'X-Request-Id': id});
    const register = (id: string, email: string) =>
      call(url, 'POST', '/api/auth/register', {
        body: {email, password: PASSWORD, firstName: 'Ann', lastName: 'Lee'},
        headers: headers(id),
      });
    const {body: signIn} = await register('register-1', 'ann@example.com');
    const {body: made} = await call(url, 'POST', '/api/bookings', {
      body: given.bookingRequest(await given.schedule()),
      headers: headers('booking-1'),
    });
    await call(url, 'GET', '/api/admin/bookings?search=Secret-Name', {
      token: signIn.accessToken,
      headers: headers('search-1'),
    });
    await call(url, 'GET', '/no/such/page?secret=in-query', {headers: headers('missing-1')});
    await call(url, 'POST', '/api/bookings', {rawBody: '{"card": "4111', headers: headers('broken-1')});
    await database.query('alter table users add constraint broken check (false) not valid');
    await register('failed-1', 'row-in-error@example.com');
    await wire.cut();
    await call(url, 'GET', '/api/courses', {headers: headers('away-one')});
    await wire.mend();
    return [signIn.accessToken, signIn.refreshToken, made.accessToken];
  }

  const requestLines = (id: string) => lines.filter(line => line.requestId === id && line.msg === 'request');

  it('has one line for each request, with what operators ask for', () => {
    const expected: Record<string, [string, string, number]> = {
      'register-1': ['POST', '/api/auth/register', 201],
      'booking-1': ['POST', '/api/bookings', 201],
      'search-1': ['GET', '/api/admin/bookings', 403],
      'missing-1': ['GET', '/no/such/page', 404],
      'broken-1': ['POST', '/api/bookings', 400],
      'failed-1': ['POST', '/api/auth/register', 500],
      'away-one': ['GET', '/api/courses', 503],
    };
    for (const [id, [method, path, status]] of Object.entries(expected)) {
      const [line, ...more] = requestLines(id);

      assert.deepEqual(more, [], id);
      assert.deepEqual([line?.method, line?.path, line?.status], [method, path, status]);
      assert.ok(typeof line?.durationMs === 'number' && line.durationMs >= 0);
      assert.match(String(line.time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      assert.equal(line.level, 30);
    }
  });

  it('is nothing but such lines, and the greeting', () => {
    const rest = output.split('\n').filter(line => line !== '' && !line.startsWith('{'));

    assert.deepEqual(
      rest.filter(
        line => !/Training Admin is ready on|booking page|console for staff|API explorer/.test(line),
      ),
      [],
    );
  });

  it('says why a request failed on our side, under its id, and nothing more of those that callers got wrong', () => {
    const reasonsOf = (id: string) => lines.filter(line => line.requestId === id && line.msg !== 'request');

    const [failed, ...more] = reasonsOf('failed-1');
    assert.deepEqual(more, []);
    assert.equal(failed?.level, 50);
    assert.match(JSON.stringify(failed?.err), /violates check constraint/);
    assert.equal(reasonsOf('away-one').length, 1);
    for (const id of ['search-1', 'missing-1', 'broken-1']) assert.deepEqual(reasonsOf(id), []);
  });

  it('has no password, no token, no query and nothing of what people sent', () => {
    for (const secret of [
      PASSWORD,
      TEST_SETTINGS.JWT_SECRET,
      ...tokens,
      'Secret-Name',
      'in-query',
      '4111',
      'ann@example.com',
      'row-in-error@example.com',
      '$2b$',
      '$2a$',
    ]) {
      assert.ok(secret.length > 2 && !output.includes(secret), secret);
    }
    assert.doesNotMatch(output, new RegExp(`:${database.connection.password}@`));
  });
});

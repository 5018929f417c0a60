import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {PROJECT_ROOT} from '../../src/config';
import {givenApplication, type TestApp} from '../helpers/app';
import {STRIPE_KEYS} from '../helpers/stripe-server';

const FRONT_END = 'https://www.reactfasttraining.co.uk';

describe('What every answer carries', () => {
  let app: TestApp;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());

  it('the id that the caller gave the request, when it is a plausible one', async () => {
    for (const id of ['order-12345', 'a1b2c3d4-e5f6-7890-abcd-ef1234567890', 'x'.repeat(64), 'a.b:c_d-e']) {
      const {headers} = await app.get('/health/live', {headers: {'X-Request-Id': id}});

      assert.equal(headers.get('x-request-id'), id);
    }
  });

  it('else an id of our own, another one for each request', async () => {
    const ids = new Set<string | null>();
    for (const id of [
      undefined,
      '',
      'short',
      'x'.repeat(65),
      'with space',
      '<script>',
      '{"a":"b"}',
      'ümläut-id',
    ]) {
      const {headers} = await app.get(
        '/health/live',
        id === undefined ? {} : {headers: {'X-Request-Id': id}},
      );
      ids.add(headers.get('x-request-id'));
    }

    assert.equal(ids.size, 8);
    for (const id of ids) assert.match(id ?? '', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('headers that keep browsers from doing harm, on pages, data, errors and what is not there', async () => {
    for (const route of [
      '/',
      '/api/courses',
      '/api/schedules/abc',
      '/no/such/page',
      '/explorer/',
      '/health/live',
    ]) {
      const {headers} = await app.get(route);

      assert.equal(headers.get('x-content-type-options'), 'nosniff', route);
      assert.equal(headers.get('x-frame-options'), 'SAMEORIGIN', route);
      assert.equal(headers.get('referrer-policy'), 'no-referrer', route);
      assert.match(headers.get('strict-transport-security') ?? '', /^max-age=\d{8}/, route);
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'self'/, route);
      assert.match(policy, /frame-ancestors 'none'/, route);
      assert.doesNotMatch(policy, /unsafe|\*|https?:/, route);
      assert.equal(headers.get('x-powered-by'), null, route);
      assert.equal(headers.get('server'), null, route);
    }
  });
});

describe('What pages may load from other origins', () => {
  async function headersOf(settings: Record<string, string>) {
    const app = await givenApplication(settings);
    const {headers} = await app.get('/').finally(() => app.stop());
    const policy = (headers.get('content-security-policy') ?? '').split(';').map(text => text.split(' '));
    return {
      isolation: headers.get('cross-origin-opener-policy'),
      ...Object.fromEntries(policy.map(([name, ...sources]) => [name, sources.join(' ')])),
    };
  }
  const own = {
    isolation: 'same-origin',
    'default-src': "'self'",
    'img-src': "'self' data:",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  };

  it('nothing at all while no card can be paid with', async () => {
    assert.deepEqual(await headersOf({}), own);
  });

  it("Stripe's script, frames and requests once its keys are set, and nothing else", async () => {
    assert.deepEqual(await headersOf(STRIPE_KEYS), {
      ...own,
      isolation: 'same-origin-allow-popups',
      'script-src': "'self' https://js.stripe.com https://*.js.stripe.com",
      'frame-src': 'https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com',
      'connect-src': "'self' https://api.stripe.com",
    });
  });
});

describe('Pages on other origins', () => {
  const apps: TestApp[] = [];
  const started = async (settings: Record<string, string>) => {
    const app = await givenApplication(settings);
    apps.push(app);
    return app;
  };
  after(async () => {
    for (const app of apps) await app.stop();
  });

  const corsHeaders = (headers: Headers) =>
    Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));
  const preflight = (app: TestApp, origin: string) =>
    app.call('OPTIONS', '/api/bookings', {
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,idempotency-key,if-match,content-type',
      },
    });

  it('may use nothing by default', async () => {
    const app = await started({});

    const {status, headers} = await app.get('/api/courses', {headers: {Origin: FRONT_END}});

    assert.equal(status, 200);
    assert.deepEqual(corsHeaders(headers), {});
    assert.deepEqual(corsHeaders((await preflight(app, FRONT_END)).headers), {});
  });

  it('may book and read the headers they need when they are listed, and others may not', async () => {
    const app = await started({CORS_ORIGINS: `${FRONT_END},http://localhost:5173`});

    for (const origin of [FRONT_END, 'http://localhost:5173']) {
      const asked = await preflight(app, origin);
      assert.equal(asked.status, 204);
      const allowed = corsHeaders(asked.headers);
      assert.equal(allowed['access-control-allow-origin'], origin);
      assert.match(allowed['access-control-allow-methods'] ?? '', /POST/);
      for (const name of ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match']) {
        assert.ok(allowed['access-control-allow-headers']?.split(',').includes(name), name);
      }
      assert.equal(allowed['access-control-allow-credentials'], undefined);

      const {headers} = await app.get('/api/courses', {headers: {Origin: origin}});
      assert.equal(headers.get('access-control-allow-origin'), origin);
      const exposed = headers.get('access-control-expose-headers')?.split(',') ?? [];
      for (const name of ['ETag', 'Retry-After', 'X-Request-Id']) assert.ok(exposed.includes(name), name);
      assert.match(headers.get('vary') ?? '', /Origin/);
    }
    for (const origin of ['https://evil.example', `${FRONT_END}.evil.example`, 'null', `${FRONT_END}:444`]) {
      const {headers} = await app.get('/api/courses', {headers: {Origin: origin}});
      assert.equal(headers.get('access-control-allow-origin'), null, origin);
      assert.equal((await preflight(app, origin)).headers.get('access-control-allow-origin'), null, origin);
    }
  });

  it('are told of errors too, so that a front-end can show them', async () => {
    const [, app] = apps;

    const answer = await app?.post('/api/bookings', {}, {headers: {Origin: FRONT_END}});

    assert.deepEqual([answer?.status, answer?.headers.get('access-control-allow-origin')], [422, FRONT_END]);
  });
});

describe('The API explorer and its document', () => {
  let app: TestApp;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());

  /** Addresses that a page makes a browser fetch. */
  const fetchedBy = (html: string) =>
    [...html.matchAll(/(?:src|href|data-spec)="([^"]+)"/g)].map(match => match[1] ?? '');

  for (const page of ['/explorer/', '/']) {
    it(`${page} needs nothing from another origin, and finds all that it asks for`, async () => {
      const {status, body, headers} = await app.get(page);

      assert.equal(status, 200);
      assert.match(headers.get('content-type') ?? '', /^text\/html/);
      assert.doesNotMatch(body, /https?:\/\/|<script>|<style|\sstyle=|\son\w+=/);
      const addresses = fetchedBy(body).filter(address => !address.startsWith('data:'));
      assert.ok(addresses.length > 2);
      for (const address of addresses) {
        const url = new URL(address, app.url + page);
        assert.equal(url.origin, new URL(app.url).origin);
        const asset = await fetch(url);
        assert.equal(asset.status, 200, address);
        assert.ok((await asset.arrayBuffer()).byteLength > 0, address);
      }
    });
  }

  it('/explorer leads to the page itself, not to a host outside', async () => {
    const {status, headers} = await app.get('/explorer');

    assert.ok(status === 200 || (status >= 301 && status <= 308));
    assert.ok(status === 200 || headers.get('location')?.endsWith('/explorer/'));
  });

  it('the document is the one that is committed', async () => {
    const committed = JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'openapi.json'), 'utf8'));

    for (const route of ['/openapi.json', '/explorer/openapi.json']) {
      const {status, body} = await app.get(route);

      assert.equal(status, 200);
      const {servers, ...served} = body;
      const {servers: _, ...expected} = committed;
      assert.deepEqual(served, expected, `${route} differs: npm run generate`);
      assert.ok(Array.isArray(servers));
    }
  });

  it('the document names its server by the address that it was asked at', async () => {
    const {body} = await app.get('/openapi.json');

    assert.deepEqual(body.servers, [{url: app.url}]);
  });

  it('pages open whatever a link to them carries, and what is not there is not there', async () => {
    assert.equal((await app.get('/?utm_source=newsletter&gclid=1')).status, 200);
    assert.equal((await app.get('/no/such/page?utm_source=newsletter')).status, 404);
  });

  it('the libraries of the pages are served, however many others were asked for before', async () => {
    for (let n = 0; n < 110; n += 1) assert.equal((await app.get(`/lib/none-${n}.js`)).status, 404);

    for (const name of ['preact.js', 'event-calendar.css']) {
      assert.equal((await app.get(`/lib/${name}`)).status, 200, name);
    }
  });

  it('files beside the pages are not served', async () => {
    for (const route of [
      '/package.json',
      '/src/index.ts',
      '/.env',
      '/..%2fpackage.json',
      '/explorer/..%2f..%2fpackage.json',
    ]) {
      assert.equal((await app.get(route)).status, 404, route);
    }
  });
});

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {PROJECT_ROOT} from '../../src/config';
import {Scripts} from '../../src/pages/scripts';
import {givenApplication, type TestApp} from '../helpers/app';

const SCRIPT = '/common/format.js';
const WRITTEN = readFileSync(path.join(PROJECT_ROOT, 'public', SCRIPT), 'utf8');

describe('A script of the pages', () => {
  let app: TestApp;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());

  const get = (headers: Record<string, string>, route = SCRIPT) => fetch(app.url + route, {headers});

  it('comes without what only its authors read, and compressed for whoever can read that', async () => {
    const plain = await get({'Accept-Encoding': 'identity'});
    const small = await get({'Accept-Encoding': 'br'});

    const text = await plain.text();
    assert.match(WRITTEN, /\/\*\*/);
    assert.doesNotMatch(text, /\/\*\*/);
    assert.match(text, /export/);
    assert.deepEqual(
      [plain.headers.get('content-encoding'), small.headers.get('content-encoding')],
      [null, 'br'],
    );
    assert.equal(await small.text(), text);
    assert.ok(Number(small.headers.get('content-length')) < WRITTEN.length / 2);
    for (const {headers} of [plain, small]) {
      assert.match(headers.get('vary') ?? '', /Accept-Encoding/);
      assert.equal(headers.get('content-type'), 'application/javascript; charset=utf-8');
      assert.equal(headers.get('cache-control'), 'no-cache');
    }
  });

  it('is not sent again to whoever has it', async () => {
    const etag = (await get({})).headers.get('etag') ?? '';

    // As browsers ask; fetch would add that it takes nothing from a cache.
    const again = await get({'If-None-Match': etag, 'Cache-Control': 'max-age=0'});

    assert.deepEqual([again.status, await again.text()], [304, '']);
  });

  it('is what is in `public/`, and nothing beside it', async () => {
    for (const route of [
      '/common/no-such.js',
      '/..%2fsrc%2fa.js',
      '/admin/../../scripts/start.js',
      '/lib/a.js',
    ]) {
      assert.equal((await get({}, route)).status, 404, route);
    }
    assert.equal(await new Scripts(false).find('/../scripts/build.js'), undefined);
  });

  it('is served as it is written to whoever develops', async () => {
    assert.equal(await new Scripts(true).find(SCRIPT), undefined);
    assert.ok((await new Scripts(true).find('/lib/preact.js')) !== undefined);
  });
});

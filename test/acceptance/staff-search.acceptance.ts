import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book, bookingRow} from '../helpers/booking';
import {StaffList} from '../helpers/staff-list';

describe('Staff search as people type', () => {
  let app: TestApp;
  let token: string;

  before(async () => {
    app = await givenApplication();
    token = await app.givenAdminToken();
  });
  after(() => app?.stop());

  const search = async (list: string, text: string): Promise<number[]> =>
    new StaffList(app, token, `/api/admin/${list}`).ids({search: text, sort: SORTS[list] ?? 'id'});
  const SORTS: Record<string, string> = {
    courses: 'createdAt',
    venues: 'createdAt',
    'discount-codes': 'createdAt',
  };
  const givenUser = async (firstName: string, lastName: string, email = `${Math.random()}@example.com`) => {
    const [row] = await app.rows<{id: number}>(
      'insert into users (email, first_name, last_name) values ($1, $2, $3) returning id',
      [email, firstName, lastName],
    );
    return row?.id ?? 0;
  };
  const givenVenue = async (name: string, postcode: string, city = 'Leeds') => {
    const [row] = await app.rows<{id: number}>(
      `insert into venues (name, address_line1, city, postcode, capacity) values ($1, '1 Park Row', $2, $3, 12) returning id`,
      [name, city, postcode],
    );
    return row?.id ?? 0;
  };

  it('any part of a name or an address, also of both names together', async () => {
    const id = await givenUser('Siobhan', 'Featherstone', 'S.Featherstone@Example.com');
    await givenUser('Peter', 'Jones');

    for (const text of [
      'siob',
      'HERSTO',
      'Siobhan Feather',
      'han fea',
      '.feather',
      's.featherstone@example.com',
      '  stone  ',
    ]) {
      assert.deepEqual(await search('users', text), [id], text);
    }
    assert.deepEqual(await search('users', 'Featherstone Siobhan Q'), []);
  });

  it('with or without accents, on either side', async () => {
    const [zoe, zoë, decomposed] = [
      await givenUser('Zoe', 'Plain'),
      await givenUser('Zoë', 'Dots'),
      await givenUser('Zoe\u0308', 'Decomposed'),
    ];
    const lukasz = await givenUser('Łukasz', 'Müßig');

    for (const text of ['zoe', 'Zoë', 'ZOË', 'Zoe\u0308', 'zo', 'ZÖ']) {
      assert.deepEqual(await search('users', text), [zoe, zoë, decomposed], text);
    }
    for (const text of ['lukasz', 'ŁUKASZ', 'mussig', 'müßig', 'mussig'.toUpperCase(), 'łu']) {
      assert.deepEqual(await search('users', text), [lukasz], text);
    }
  });

  it('with any apostrophe, or none', async () => {
    const ids = [
      await givenUser('Pat', "O'Brien"),
      await givenUser('Pat', 'O’Brien'),
      await givenUser('Pat', 'OBrien'),
    ];

    for (const text of ["o'brien", 'O’Brien', 'O‘Brien', 'obrien', 'pat obr', "t o'b", "o'", 'o’']) {
      assert.deepEqual(await search('users', text), ids, text);
    }
  });

  it('for exactly the characters that they type, whatever SQL and patterns make of them', async () => {
    const names = [
      '100% Safe',
      '100x Safe',
      'under_score',
      'underXscore',
      'back\\slash',
      "'; drop table --",
      'a.b[c]*d$',
      '(x|z)+',
      'q?^{2}',
    ];
    const ids = new Map<string, number>();
    for (const name of names) ids.set(name, await givenUser(name, 'Ltd'));
    const found = async (text: string) => search('users', text);

    for (const name of names) assert.deepEqual(await found(name), [ids.get(name)], name);
    for (const text of ['%%%', '___', '.*.*', '\\\\\\', '[abc]', '％％％', '＿＿＿']) {
      assert.deepEqual(await found(text), [], text);
    }
  });

  it('for one or two letters, which words begin with: every character is only itself', async () => {
    const [yolk, dotted, plus, group] = [
      await givenUser('Yolk', 'Fox'),
      await givenUser('Y.', 'Dotted'),
      await givenUser('Y+', 'Plus'),
      await givenUser('Reyoked', '(J'),
    ];

    assert.deepEqual(await search('users', 'y'), [yolk, dotted, plus]);
    assert.deepEqual(await search('users', 'YO'), [yolk]);
    assert.deepEqual(await search('users', 'y.'), [dotted]);
    assert.deepEqual(await search('users', 'y+'), [plus]);
    assert.deepEqual(await search('users', 'fo'), [yolk]);
    assert.deepEqual(await search('users', 'ox'), []);
    assert.deepEqual(await search('users', 're'), [group]);
    const odd = [
      '.',
      '*',
      '\\',
      '\\d',
      'a\\',
      "a'",
      'a’',
      '[',
      ']',
      '(',
      ')',
      '{',
      '|',
      '^',
      '$',
      '?',
      '+',
      '%',
      '_',
      '％',
      '＼',
      'a＼',
      '©',
      '№',
      '½',
      '⑴',
      '⒜',
      '–',
      '“',
      '🙂',
    ];
    for (const text of odd) {
      const {status} = await new StaffList(app, token, '/api/admin/users').ask({search: text});
      assert.equal(status, 200, text);
    }
    assert.deepEqual(await search('users', 'y％'), []);
    assert.deepEqual(await search('users', '\\d'), []);
  });

  it('for a postcode with a space or without, however it was written down', async () => {
    const [spaced, close] = [await givenVenue('Spaced', 'LS1 5HD'), await givenVenue('Close', 'LS15HD')];
    await givenVenue('Elsewhere', 'LS11 5HD');

    for (const text of ['LS1 5HD', 'ls15hd', 'LS15HD', 'ls1 5', 'LS1 5h']) {
      assert.deepEqual(await search('venues', text), [spaced, close], text);
    }
    const schedules = [
      await app.given.schedule({venueId: spaced}),
      await app.given.schedule({venueId: close}),
    ];
    for (const text of ['LS1 5HD', 'ls15hd'])
      assert.deepEqual(await search('schedules', text), schedules, text);
  });

  it('in every list for what is known of its rows', async () => {
    const scheduleId = await app.given.schedule();
    const contact = {firstName: 'Zuleika', lastName: "D'Arcy-Quirk", email: 'zq@example.org'};
    const booked = await book(app, scheduleId, {contact});
    const bookingId = Number((await bookingRow(app, booked.reference)).id);
    const venueId = await givenVenue('Kirkgate Rooms', 'WF1 1AA', 'Wakefield');
    const [course] = await app.rows<{id: number}>(
      `insert into courses (name, slug, description, course_type, duration_hours, price)
       values ('Anaphylaxis & Pens', 'epi-pens', 'Être prêt', 'efaw', 3, 40) returning id`,
    );
    const code = await app.given.discountCode({code: 'SUMMER_24'});
    const [{id: codeId} = {id: 0}] = await app.rows<{id: number}>(
      'select id from discount_codes where code = $1',
      [code],
    );

    const cases: [list: string, id: number | undefined, texts: string[]][] = [
      [
        'bookings',
        bookingId,
        [booked.reference, booked.reference.slice(4).toLowerCase(), 'zuleika darcy', 'ARCY-QU', 'zq@ex'],
      ],
      ['venues', venueId, ['kirkgate', 'wakef', 'WF11AA', 'rooms']],
      ['courses', course?.id, ['anaphylaxis & pens', 'epi-pens', 'etre pret']],
      ['discount-codes', codeId, ['summer_', 'SUMMER_24']],
    ];
    for (const [list, id, texts] of cases) {
      for (const text of texts) assert.deepEqual(await search(list, text), [id], `${list}: ${text}`);
    }
    const onSchedule = await app.given.schedule({courseId: course?.id, venueId});
    for (const text of ['anaphy', 'kirkgate', 'wakefield'])
      assert.deepEqual(await search('schedules', text), [onSchedule], text);
  });

  it('page by page, together with filters, for something and not for a blank', async () => {
    const ids: number[] = [];
    for (let n = 0; n < 5; n += 1) ids.push(await givenUser('Page', `Turner${n % 2}`));
    await app.rows('update users set is_active = false where id = $1', [ids[0]]);
    const list = new StaffList(app, token, '/api/admin/users');

    assert.deepEqual(await list.leafThrough({search: 'page turner', limit: 2, sort: 'lastName'}), [
      ids[0],
      ids[2],
      ids[4],
      ids[1],
      ids[3],
    ]);
    assert.deepEqual(await list.ids({search: 'turner', isActive: false}), [ids[0]]);
    assert.deepEqual((await list.page({search: 'turner', isActive: true, limit: 1})).total, {
      count: 4,
      isExact: true,
    });
    for (const text of ['', '   ', 'x'.repeat(101), 'nul\u0000']) {
      assertRefused(await list.ask({search: text}), 400, 'INVALID_PARAMETER');
    }
  });
});

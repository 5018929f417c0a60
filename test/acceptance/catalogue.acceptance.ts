import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book, bookingRow} from '../helpers/booking';

type Listed = {id: number; seatsAvailable: number; availability: string};

describe('The catalogue', () => {
  let app: TestApp;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());

  const list = async (query: string): Promise<Listed[]> => {
    const {status, body} = await app.get(`/api/schedules?${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body.items;
  };
  const idsOf = (schedules: Listed[]) => schedules.map(schedule => schedule.id);
  const ids = async (query: string) => idsOf(await list(query));

  /** All pages, one after the other. */
  const leafThrough = async (query: string, between: () => Promise<unknown> = async () => {}) => {
    const pages: Listed[][] = [];
    let after = '';
    for (;;) {
      const {status, body} = await app.get(`/api/schedules?${query}${after}`);
      assert.equal(status, 200, JSON.stringify(body));
      pages.push(body.items);
      if (body.nextCursor === null) return pages;
      after = `&after=${body.nextCursor}`;
      await between();
    }
  };

  it('shows a course with everything that decides whether to book it', async () => {
    const id = await app.given.course({price: '75.5', courseType: 'efaw', maxCapacity: 8});

    const {body: courses} = await app.get('/api/courses');
    const listed = courses.find((course: {id: number}) => course.id === id);

    assert.deepEqual(listed, {
      id,
      name: listed.name,
      slug: listed.slug,
      description: '',
      courseType: 'efaw',
      durationHours: '6.00',
      price: '75.50',
      currency: 'GBP',
      maxCapacity: 8,
      certificationValidityYears: 3,
    });
    assert.deepEqual((await app.get(`/api/courses/${listed.slug}`)).body, listed);
  });

  it('lists active courses by name and hides the others', async () => {
    await app.given.course();
    const hidden = await app.given.course({isActive: false});
    await app.rows(`update courses set name = 'AAA', slug = 'hidden' where id = $1`, [hidden]);
    const first = await app.given.course();
    await app.rows(`update courses set name = 'AAB' where id = $1`, [first]);

    const {body} = await app.get('/api/courses');

    assert.equal(body[0].id, first);
    assert.ok(body.every((course: {id: number}) => course.id !== hidden));
    assertRefused(await app.get('/api/courses/hidden'), 404, 'COURSE_NOT_FOUND');
    assertRefused(await app.get('/api/courses/no-such-course'), 404, 'COURSE_NOT_FOUND');
    assertRefused(
      await app.get(`/api/courses/${encodeURIComponent("' or 1=1 --")}`),
      404,
      'COURSE_NOT_FOUND',
    );
  });

  it('lists venues that are in use, without how many people fit in', async () => {
    const [id, closed] = [await app.given.venue({city: 'York'}), await app.given.venue()];
    await app.rows(
      `update venues set name = 'Abbey', facilities = '["parking", "step-free"]', parking_info = 'behind' where id = $1`,
      [id],
    );
    await app.rows('update venues set is_active = false where id = $1', [closed]);

    const {body} = await app.get('/api/venues');

    assert.ok(body.every((venue: {id: number}) => venue.id !== closed));
    assert.deepEqual(body[0], {
      id,
      name: 'Abbey',
      addressLine1: body[0].addressLine1,
      addressLine2: null,
      city: 'York',
      postcode: 'LS1 1AA',
      facilities: ['parking', 'step-free'],
      parkingInfo: 'behind',
    });
  });

  it('shows a schedule in the list as by itself', async () => {
    const courseId = await app.given.course({price: '99.00'});
    const venueId = await app.given.venue({city: 'Sheffield'});
    const id = await app.given.schedule({courseId, venueId, seats: 8, startsAt: '2027-04-01T08:00:00Z'});

    const {body} = await app.get(`/api/schedules/${id}`);

    assert.deepEqual(
      {...body, course: body.course.id, venue: body.venue.city},
      {
        id,
        course: courseId,
        venue: 'Sheffield',
        startDatetime: '2027-04-01T08:00:00.000Z',
        endDatetime: '2027-04-01T15:00:00.000Z',
        price: '99.00',
        currency: 'GBP',
        capacity: 8,
        seatsAvailable: 8,
        availability: 'open',
      },
    );
    assert.deepEqual(await list(`courseId=${courseId}`), [body]);
  });

  it('shows only what can be booked: published, still to begin, of an active course', async () => {
    const courseId = await app.given.course();
    const shown = await app.given.schedule({courseId});
    const hidden = [
      await app.given.schedule({courseId, status: 'draft'}),
      await app.given.schedule({courseId, status: 'cancelled'}),
      await app.given.schedule({courseId, status: 'completed', startsInDays: -3}),
      await app.given.schedule({courseId, startsInDays: -1}),
      await app.given.schedule({courseId, startsAt: app.now.toISOString()}),
      await app.given.schedule({courseId: await app.given.course({isActive: false})}),
    ];

    assert.deepEqual(await ids(`courseId=${courseId}`), [shown]);
    const all = idsOf((await leafThrough('limit=100')).flat());
    assert.ok(all.includes(shown));
    for (const id of hidden) {
      assert.ok(!all.includes(id));
      assertRefused(await app.get(`/api/schedules/${id}`), 404, 'SCHEDULE_NOT_FOUND');
    }
  });

  it('filters by course, by venue and by both', async () => {
    const [courseId, venueId] = [await app.given.course(), await app.given.venue()];
    const both = await app.given.schedule({courseId, venueId, startsInDays: 10});
    const thisCourse = await app.given.schedule({courseId, startsInDays: 11});
    const thisVenue = await app.given.schedule({venueId, startsInDays: 12});

    assert.deepEqual(await ids(`courseId=${courseId}`), [both, thisCourse]);
    assert.deepEqual(await ids(`venueId=${venueId}`), [both, thisVenue]);
    assert.deepEqual(await ids(`courseId=${courseId}&venueId=${venueId}`), [both]);
    assert.deepEqual(await ids('courseId=2147483647'), []);
  });

  it("filters by days of the company's calendar, both included, in summer time too", async () => {
    const courseId = await app.given.course();
    const [june, midnight, july] = [
      await app.given.schedule({courseId, startsAt: '2027-06-30T22:59:00Z'}),
      await app.given.schedule({courseId, startsAt: '2027-06-30T23:00:00Z'}),
      await app.given.schedule({courseId, startsAt: '2027-07-01T22:59:00Z'}),
    ];

    assert.deepEqual(await ids(`courseId=${courseId}&to=2027-06-30`), [june]);
    assert.deepEqual(await ids(`courseId=${courseId}&from=2027-07-01`), [midnight, july]);
    assert.deepEqual(await ids(`courseId=${courseId}&from=2027-07-01&to=2027-07-01`), [midnight, july]);
    assert.deepEqual(await ids(`courseId=${courseId}&from=2027-07-02`), []);
    assert.deepEqual(await ids(`courseId=${courseId}&from=2027-07-02&to=2027-06-30`), []);
  });

  it('leaves nothing out and repeats nothing while schedules share a start, page by page', async () => {
    const courseId = await app.given.course();
    const starts = ['04-01', '04-01', '04-01', '04-02', '04-02', '04-03', '04-04'];
    const expected: number[] = [];
    for (const day of starts) {
      expected.push(await app.given.schedule({courseId, startsAt: `2027-${day}T08:00:00Z`}));
    }
    // A page that ends between two starts which only differ by less than JavaScript's clock can say.
    await app.rows(
      `update course_schedules set start_datetime = start_datetime + interval '1 microsecond' where id = any($1)`,
      [[expected[2], expected[4]]],
    );

    for (const limit of [1, 2, 3, 6, 7, 8]) {
      const pages = await leafThrough(`courseId=${courseId}&limit=${limit}`);

      assert.deepEqual(idsOf(pages.flat()), expected, `limit ${limit}`);
      assert.equal(pages.length, Math.ceil(expected.length / limit));
    }
  });

  it('goes on where it was when a schedule comes in before the page or goes', async () => {
    const courseId = await app.given.course();
    const given = (day: number) => app.given.schedule({courseId, startsAt: `2027-05-0${day}T08:00:00Z`});
    const [second, third, fourth] = [await given(2), await given(3), await given(4)];

    const pages = await leafThrough(`courseId=${courseId}&limit=1`, async () => {
      await given(1);
      await app.rows(`update course_schedules set status = 'draft' where id = $1`, [second]);
    });

    assert.deepEqual(idsOf(pages.flat()), [second, third, fourth]);
  });

  it('says open, few_left or full, and finds what has room for a group', async () => {
    const courseId = await app.given.course();
    const schedule = (day: number) =>
      app.given.schedule({courseId, seats: 5, startsAt: `2027-05-0${day}T08:00:00Z`});
    const [open, few, full] = [await schedule(1), await schedule(2), await schedule(3)];
    await book(app, open, {seats: 1});
    await book(app, few, {seats: 2});
    await book(app, full, {seats: 5});

    const items = await list(`courseId=${courseId}`);

    assert.deepEqual(
      items.map(({id, seatsAvailable, availability}) => [id, seatsAvailable, availability]),
      [
        [open, 4, 'open'],
        [few, 3, 'few_left'],
        [full, 0, 'full'],
      ],
    );
    assert.deepEqual(await ids(`courseId=${courseId}&seats=1`), [open, few]);
    assert.deepEqual(await ids(`courseId=${courseId}&seats=4`), [open]);
    assert.deepEqual(await ids(`courseId=${courseId}&seats=5`), []);
  });

  it('counts the seats of a hold as free from the moment it runs out', async () => {
    const courseId = await app.given.course();
    const id = await app.given.schedule({courseId, seats: 2});
    const {reference} = await book(app, id, {seats: 2, paymentMethod: 'card'});
    app.passes({minutes: 14});
    assert.equal((await app.get(`/api/schedules/${id}`)).body.availability, 'full');

    app.passes({minutes: 1});

    assert.equal((await app.get(`/api/schedules/${id}`)).body.seatsAvailable, 2);
    assert.deepEqual(await ids(`courseId=${courseId}&seats=2`), [id]);
    assert.equal((await bookingRow(app, reference)).status, 'pending');
  });
});

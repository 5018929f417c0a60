import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {book, bookingRow} from '../helpers/booking';

type Item = {id: number; bookingReference: string; status: string; [field: string]: unknown};
type Query = Record<string, string | number>;

describe('The list of bookings', () => {
  let app: TestApp;
  let token: string;

  before(async () => {
    app = await givenApplication();
    token = await app.givenAdminToken();
  });
  after(() => app?.stop());

  const list = async (query: Query): Promise<{items: Item[]; nextCursor: string | null}> => {
    const search = new URLSearchParams(query as Record<string, string>);
    const {status, body} = await app.get(`/api/admin/bookings?${search}`, {token});
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const found = async (query: Query) => (await list(query)).items.map(item => item.bookingReference);
  const named = (firstName: string, lastName: string, email = `${Math.random()}@example.com`) => ({
    contact: {firstName, lastName, email},
  });

  it('shows what staff need to find a booking again', async () => {
    const scheduleId = await app.given.schedule({price: '80.00'});
    const booked = await book(app, scheduleId, {seats: 2, ...named('Ann', 'Lee', 'ann@example.com')});

    const [item] = (await list({scheduleId})).items;

    const expected = {
      id: (await bookingRow(app, booked.reference)).id,
      bookingReference: booked.reference,
      status: 'pending',
      paymentStatus: 'pending',
      paymentMethod: 'invoice',
      paymentAmount: '160.00',
      currency: 'GBP',
      seats: 2,
      holdExpiresAt: booked.made.holdExpiresAt,
      contactFirstName: 'Ann',
      contactLastName: 'Lee',
      contactEmail: 'ann@example.com',
      version: 1,
      courseScheduleId: scheduleId,
    };
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(item?.[name], value, name);
    assert.match(String(item?.createdAt), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.ok(item?.courseName && item.venueName && item.startDatetime);
  });

  it('is searched by a part of the reference, name or address, whatever the case', async () => {
    const scheduleId = await app.given.schedule();
    const ours = await book(app, scheduleId, named('SIOBHÁN', "O'Brien-Smith", 'Siobhan.OB@Example.com'));
    await book(app, scheduleId, named('Peter', 'Jones', 'pj@example.org'));

    const {reference} = ours;
    const parts = [
      reference,
      reference.slice(4),
      reference.slice(5, 9).toLowerCase(),
      "o'brien",
      'BRIEN-SM',
      'siobhán',
      "siobhán o'brien",
      'siobhan.ob@example.com',
      'OB@EXAMPLE',
      '  brien  ',
    ];
    for (const search of parts) assert.deepEqual(await found({scheduleId, search}), [reference], search);
    assert.deepEqual(await found({scheduleId, search: 'nobody-of-that-name'}), []);
  });

  it('is searched for the characters that staff type, also those that SQL gives a meaning', async () => {
    const scheduleId = await app.given.schedule();
    const names = ['100% Safe', '100x Safe', 'under_score', 'underXscore', 'back\\slash', "'; drop table --"];
    const byName = new Map<string, string>();
    for (const name of names) byName.set(name, (await book(app, scheduleId, named(name, 'Ltd'))).reference);

    for (const name of names) {
      assert.deepEqual(await found({scheduleId, search: name}), [byName.get(name)], name);
    }
    assert.deepEqual(await found({scheduleId, search: '%%%'}), []);
    assert.deepEqual(await found({scheduleId, search: '___'}), []);
  });

  it('is filtered by status and schedule, newest first', async () => {
    const [one, two] = [await app.given.schedule(), await app.given.schedule()];
    const pending = await book(app, one);
    const confirmed = await book(app, one);
    const elsewhere = await book(app, two, named('Only', 'Here'));
    await app.rows(
      `update bookings set status = 'confirmed', hold_expires_at = null where booking_reference = $1`,
      [confirmed.reference],
    );

    assert.deepEqual(await found({scheduleId: one}), [confirmed.reference, pending.reference]);
    assert.deepEqual(await found({scheduleId: one, status: 'pending'}), [pending.reference]);
    assert.deepEqual(await found({scheduleId: one, status: 'confirmed'}), [confirmed.reference]);
    assert.deepEqual(await found({scheduleId: one, status: 'cancelled'}), []);
    assert.deepEqual(await found({scheduleId: one, search: 'Only Here'}), []);
    assert.deepEqual(await found({search: 'Only Here'}), [elsewhere.reference]);
  });

  it('shows each booking once, page by page, while new ones come in', async () => {
    const scheduleId = await app.given.schedule({seats: 100});
    const expected: string[] = [];
    for (let i = 0; i < 7; i += 1) expected.unshift((await book(app, scheduleId)).reference);

    for (const limit of [1, 7, 8, 3]) {
      const seen: string[] = [];
      let after: string | null | undefined;
      while (after !== null) {
        const page = await list({scheduleId, limit, ...(after === undefined ? {} : {after})});
        assert.ok(page.items.length <= limit);
        seen.push(...page.items.map(item => item.bookingReference));
        after = page.nextCursor;
        if (limit === 3) await book(app, scheduleId);
      }

      assert.deepEqual(seen, expected, `limit ${limit}`);
    }
  });
});

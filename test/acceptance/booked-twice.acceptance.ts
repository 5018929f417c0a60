import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book, bookingRow, seatsTaken} from '../helpers/booking';
import {ChangeDesk} from '../helpers/change-desk';
import {atOnce, outcomes} from '../helpers/race';

const contact = {firstName: 'Jane', lastName: 'Doe', email: 'jane@example.com'};
const ANN = {firstName: 'Ann', lastName: 'Lee'};
const BEN = {firstName: 'Ben', lastName: 'Lee'};

describe('A customer who books the same schedule for the same attendee once more', () => {
  let app: TestApp;
  let token: string;
  let desk: ChangeDesk;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());
  beforeEach(async () => {
    token = await app.givenAdminToken();
    desk = new ChangeDesk(app, token);
  });

  const request = (scheduleId: number, attendees: object[], extra: object = {}) =>
    app.given.bookingRequest(scheduleId, {contact, attendees, ...extra});
  const ask = (scheduleId: number, attendees: object[], extra?: object) =>
    app.post('/api/bookings', request(scheduleId, attendees, extra));

  it('is refused, and told whom it is about and until when the first one is held', async () => {
    const scheduleId = await app.given.schedule();
    const {made} = await book(app, scheduleId, {contact, attendees: [ANN]});

    const refused = await ask(scheduleId, [BEN, ANN]);

    assertRefused(refused, 409, 'ATTENDEE_ALREADY_BOOKED');
    assert.deepEqual(refused.body.error.details, {attendees: [{...ANN, heldUntil: made.holdExpiresAt}]});
    assert.equal(await seatsTaken(app, scheduleId), 1);
    assert.equal((await ask(scheduleId, [BEN])).status, 201);
  });

  it('is the same whatever the case and the spaces; another address is another person', async () => {
    const scheduleId = await app.given.schedule();
    await book(app, scheduleId, {contact, attendees: [{...ANN, email: 'ann@example.com'}]});
    const shouted = {...contact, email: 'JANE@Example.com'};

    for (const attendee of [
      {firstName: ' ANN ', lastName: 'lee'},
      {...ANN, email: 'ANN@example.com'},
    ]) {
      assertRefused(await ask(scheduleId, [attendee], {contact: shouted}), 409, 'ATTENDEE_ALREADY_BOOKED');
    }
    assert.equal((await ask(scheduleId, [{...ANN, email: 'other-ann@example.com'}])).status, 201);
  });

  it('may do so on another date, as another customer, and once the first booking is cancelled or ran out', async () => {
    const scheduleId = await app.given.schedule();
    const first = await book(app, scheduleId, {contact, attendees: [ANN], paymentMethod: 'card'});

    assert.equal((await ask(await app.given.schedule(), [ANN])).status, 201);
    const somebodyElse = {...contact, email: 'else@example.com'};
    assert.equal((await ask(scheduleId, [ANN], {contact: somebodyElse})).status, 201);
    app.passes({minutes: 16});
    const second = await ask(scheduleId, [ANN]);
    assert.equal(second.status, 201);
    assert.equal((await bookingRow(app, first.reference)).status, 'pending', 'nobody needed its seat yet');
    await app.post(
      `/api/bookings/${second.body.bookingReference}/cancel`,
      {},
      {token: second.body.accessToken},
    );
    assert.equal((await ask(scheduleId, [ANN])).status, 201);
  });

  it('is let through by staff who say that they mean it', async () => {
    const scheduleId = await app.given.schedule();
    await book(app, scheduleId, {contact, attendees: [ANN]});
    const byStaff = (extra: object) =>
      app.post('/api/admin/bookings', request(scheduleId, [ANN], extra), {token});

    assertRefused(await byStaff({}), 409, 'ATTENDEE_ALREADY_BOOKED');
    assertRefused(await byStaff({allowDuplicates: false}), 409, 'ATTENDEE_ALREADY_BOOKED');
    assert.equal((await byStaff({allowDuplicates: true})).status, 201);
    assertRefused(await ask(scheduleId, [ANN], {allowDuplicates: true}), 422, 'VALIDATION_FAILED');
  });

  it('can not do so either by changing who comes', async () => {
    const scheduleId = await app.given.schedule();
    await book(app, scheduleId, {contact, attendees: [ANN]});
    const booking = await desk.booked({
      scheduleId,
      contact,
      attendees: [BEN, {firstName: 'Cy', lastName: 'Lee'}],
    });
    const attendee = `attendees/${booking.attendees[0]}`;

    for (const somebody of [ANN, {firstName: 'cy', lastName: 'lee'}]) {
      assertRefused(await desk.byHolder('PUT', booking, attendee, somebody), 409, 'ATTENDEE_ALREADY_BOOKED');
      assertRefused(
        await desk.byStaff('PUT', booking.id, attendee, somebody),
        409,
        'ATTENDEE_ALREADY_BOOKED',
      );
    }
    assertRefused(
      await desk.byStaff('POST', booking.id, 'attendees', {attendees: [ANN]}),
      409,
      'ATTENDEE_ALREADY_BOOKED',
    );
    const meant = {...ANN, allowDuplicates: true};
    assert.equal((await desk.byStaff('PUT', booking.id, attendee, meant)).status, 200);
  });

  for (const who of ['a new customer', 'a customer who has booked before']) {
    it(`and presses the button five times at once: one booking is made, for ${who}`, async () => {
      const scheduleId = await app.given.schedule();
      const somebody = {...contact, email: `${who.replaceAll(' ', '-')}@example.com`};
      if (who !== 'a new customer') await book(app, await app.given.schedule(), {contact: somebody});

      const answers = await atOnce(5, () => ask(scheduleId, [ANN], {contact: somebody}));

      assert.deepEqual(outcomes(answers), {201: 1, ATTENDEE_ALREADY_BOOKED: 4});
      assert.equal(await seatsTaken(app, scheduleId), 1);
    });
  }
});

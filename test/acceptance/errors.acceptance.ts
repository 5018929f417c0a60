import assert from 'node:assert/strict';
import type {ErrorCode} from '../../src/domain/errors';
import {HTTP_STATUS} from '../../src/middleware/http-status';
import {type Answer, type CallOptions, givenApplication, TestApp} from '../helpers/app';
import {AuthClient, PASSWORD} from '../helpers/auth';
import {type Booked, book, bookingRow, whileScheduleIsLocked} from '../helpers/booking';

const NOTHING = 2_147_483_647;

describe('Every broken rule', () => {
  let app: TestApp;
  /** The same installation with limits on. */
  let limited: TestApp;
  let auth: AuthClient;
  let admin: {id: number; token: string};

  before(async () => {
    app = await givenApplication();
    limited = await TestApp.start(app.database, {RATE_LIMIT_DISABLED: 'false', REGISTER_LIMIT: '1'});
    auth = new AuthClient(app);
    admin = await app.givenSignIn('admin');
  });
  after(async () => {
    await limited?.application.stop();
    await app?.stop();
  });

  const get = (route: string) => app.get(`/api/admin/${route}`, {token: admin.token});
  const post = (route: string, body?: object) => app.post(`/api/admin/${route}`, body, {token: admin.token});
  const send = (method: string, route: string, options: CallOptions = {}) =>
    app.call(method, `/api/${route}`, {...options, token: admin.token});
  const editing = (version: number) => ({'If-Match': `"${version}"`});
  const booking = async (change: object = {}, schedule: Parameters<typeof app.given.schedule>[0] = {}) =>
    app.post('/api/bookings', app.given.bookingRequest(await app.given.schedule(schedule), {...change}));
  const withCode = async (options: Parameters<typeof app.given.discountCode>[0]) =>
    booking({discountCode: await app.given.discountCode(options)});
  const idOf = async ({reference}: Booked) => Number((await bookingRow(app, reference)).id);
  const session = {startDatetime: '2027-05-04T09:00:00Z', endDatetime: '2027-05-04T16:00:00Z'};
  const plan = async (request: object) =>
    post('schedules', {
      courseId: await app.given.course(),
      venueId: await app.given.venue(),
      sessions: [session],
      ...request,
    });
  const twice = async (send: () => Promise<Answer>) => {
    await send();
    return send();
  };
  const course = (fields: object = {}) =>
    post('courses', {
      name: 'First Aid',
      courseType: 'efaw',
      durationHours: '6.00',
      price: '75.00',
      ...fields,
    });
  const code = () =>
    post('discount-codes', {
      code: 'TAKEN',
      discountType: 'fixed',
      discountValue: '5.00',
      validFrom: '2027-01-01',
      validUntil: '2027-12-31',
    });
  /** Says of the one attendee of a confirmed booking that the course was passed. */
  const assess = async (schedule: Parameters<typeof app.given.schedule>[0], attendeeId?: number) => {
    const scheduleId = await app.given.schedule(schedule);
    const booked = await book(app, scheduleId, {discountCode: await app.given.discountCode({value: '100'})});
    const [attendee] = await app.rows<{id: number}>(
      'select id from booking_attendees where booking_id = $1',
      [await idOf(booked)],
    );
    const assessments = [{attendeeId: attendeeId ?? attendee?.id, assessment: 'passed'}];
    return {
      scheduleId,
      answer: () => send('PUT', `instructor/schedules/${scheduleId}/assessments`, {body: {assessments}}),
    };
  };
  const today = {startsAt: '2027-03-01T12:00:00Z'};
  const withKey = (key: string, request: object) =>
    app.post('/api/bookings', request, {headers: {'Idempotency-Key': key}});

  const fullSchedule = async () => {
    const id = await app.given.schedule({seats: 1});
    await book(app, id);
    return id;
  };
  const wait = (courseScheduleId: number) =>
    app.post('/api/waiting-list', {
      courseScheduleId,
      contact: {firstName: 'Ann', lastName: 'Lee', email: 'waiting@example.com'},
      seats: 1,
    });

  /** Answered only where cards are taken: `payment.acceptance.ts` and `payment-event.acceptance.ts` break these. */
  const OF_CARD_PAYMENTS = ['PAYMENT_UNAVAILABLE', 'WEBHOOK_SIGNATURE_INVALID'];

  const PROVOKED: Record<string, () => Promise<Answer>> = {
    ALREADY_WAITING: async () => {
      const id = await fullSchedule();
      return twice(() => wait(id));
    },
    CANCELLATION_POLICY_NOT_FOUND: () => get(`cancellation-policies/${NOTHING}`),
    DISCOUNT_CODE_ALREADY_USED: async () => {
      const discountCode = await app.given.discountCode();
      await app.rows('update discount_codes set max_uses_per_customer = 1 where code = $1', [discountCode]);
      const contact = {firstName: 'Ann', lastName: 'Lee', email: 'once@example.com'};
      return twice(() => booking({discountCode, contact}));
    },
    PAYMENT_EVENT_NOT_FOUND: () => post(`payment-events/${NOTHING}/resolve`, {resolution: 'looked at'}),
    POLICY_NAME_TAKEN: () =>
      twice(() =>
        post('cancellation-policies', {
          name: 'Taken',
          tiers: [{name: 'any time', minDaysBefore: 0, refundPercent: 50}],
        }),
      ),
    REFUND_EXCEEDS_PAID: async () => {
      const booked = await book(app, await app.given.schedule());
      return post(`bookings/${await idOf(booked)}/refunds`, {amount: '1.00', reason: 'a gift'});
    },
    REFUND_NOT_FOUND: () => get(`refunds/${NOTHING}`),
    SEATS_AVAILABLE: async () => wait(await app.given.schedule()),
    WAITING_LIST_ENTRY_NOT_FOUND: () => get(`waiting-list/${NOTHING}`),
    ATTENDANCE_REQUIRED: async () => (await assess(today)).answer(),
    ATTENDEE_ALREADY_BOOKED: async () => {
      const request = app.given.bookingRequest(await app.given.schedule());
      return twice(() => app.post('/api/bookings', request));
    },
    ATTENDEE_NOT_FOUND: async () => (await assess(today, NOTHING)).answer(),
    BOOKING_NOT_FOUND: () => get(`bookings/${NOTHING}`),
    CAPACITY_BELOW_SOLD: async () => {
      const id = await app.given.schedule();
      await book(app, id, {seats: 2});
      return send('PATCH', `admin/schedules/${id}`, {body: {capacity: 1}, headers: editing(1)});
    },
    CHOICE_CLOSED: async () => {
      const courseScheduleId = await app.given.schedule();
      const {reference, token} = await book(app, courseScheduleId);
      return app.post(`/api/bookings/${reference}/move`, {courseScheduleId}, {token});
    },
    CODE_TAKEN: () => twice(code),
    COMPANY_NOT_FOUND: () => get(`companies/${NOTHING}`),
    COURSE_NOT_FOUND: () => app.get('/api/courses/no-such-course'),
    COURSE_TYPE_NOT_FOUND: () => course({courseType: 'no_such_type'}),
    DISCOUNT_CODE_EXHAUSTED: async () => {
      const discountCode = await app.given.discountCode({usageLimit: 1});
      return twice(() => booking({discountCode}));
    },
    DISCOUNT_CODE_EXPIRED: () => withCode({validUntil: '2027-02-28'}),
    DISCOUNT_CODE_INVALID: () => booking({discountCode: 'NO-SUCH-CODE'}),
    DISCOUNT_CODE_NOT_APPLICABLE: () => withCode({courseType: 'faw'}),
    DISCOUNT_CODE_NOT_FOUND: () => get(`discount-codes/${NOTHING}`),
    EMAIL_NOT_FOUND: () => post(`email-logs/${NOTHING}/resend`),
    EMAIL_TAKEN: () => twice(() => auth.register('taken@example.com')),
    IDEMPOTENCY_KEY_REUSED: async () => {
      const id = await app.given.schedule();
      return twice(() => withKey('reused', app.given.bookingRequest(id)));
    },
    INSTRUCTOR_CONFLICT: async () => {
      const instructorId = await app.given.instructor();
      return twice(() => plan({instructorId}));
    },
    INSTRUCTOR_NOT_FOUND: () => plan({instructorId: NOTHING}),
    INVALID_CREDENTIALS: () => auth.login('nobody@example.com'),
    INVALID_CURSOR: () => app.get('/api/schedules?after=abc'),
    INVALID_STATUS_CHANGE: async () => {
      const id = await app.given.schedule();
      return post(`schedules/${id}/publish`);
    },
    IN_USE: async () => {
      const id = await app.given.schedule();
      await book(app, id);
      return send('DELETE', `admin/schedules/${id}`, {headers: editing(1)});
    },
    DOCUMENT_NOT_FOUND: () => get(`documents/${NOTHING}`),
    JOB_NOT_FOUND: () => post(`jobs/${NOTHING}/retry`),
    LAST_ADMIN: async () => {
      const {body} = await get(`users/${admin.id}`);
      return send('PATCH', `admin/users/${admin.id}`, {
        body: {role: 'customer'},
        headers: editing(body.version),
      });
    },
    LAST_ATTENDEE: async () => {
      const id = await idOf(await book(app, await app.given.schedule()));
      const {attendees} = (await get(`bookings/${id}`)).body;
      return post(`bookings/${id}/attendees/${attendees[0].id}/remove`);
    },
    LINK_INVALID: () => auth.confirmReset('no-such-link', PASSWORD),
    NOT_ALLOWED: async () =>
      app.get('/api/admin/bookings', {token: (await app.givenSignIn('customer')).token}),
    NOT_AUTHENTICATED: () => app.get('/api/admin/bookings'),
    PAYMENT_EXCEEDS_DUE: async () => {
      const id = await idOf(await book(app, await app.given.schedule({price: '75.00'})));
      return post(`bookings/${id}/payments`, {amount: '75.01', paymentMethod: 'cash'});
    },
    PAYMENT_UNDER_WAY: async () => {
      const id = await idOf(await book(app, await app.given.schedule(), {paymentMethod: 'card'}));
      return post(`bookings/${id}/attendees`, {attendees: [{firstName: 'Zoë', lastName: "O'Brien"}]});
    },
    RATE_LIMITED: () => twice(() => limited.post('/api/auth/password-reset', {email: 'nobody@example.com'})),
    REGISTER_CLOSED: async () => {
      const {scheduleId, answer} = await assess(today);
      await post(`schedules/${scheduleId}/cancel`, {reason: 'ill'});
      return answer();
    },
    REQUEST_IN_PROGRESS: async () => {
      const id = await app.given.schedule();
      const request = app.given.bookingRequest(id);
      const {first, twin} = await whileScheduleIsLocked(app.database, id, async someoneWaits => {
        const first = withKey('twin', request);
        await someoneWaits();
        return {first, twin: await withKey('twin', request)};
      });
      await first;
      return twin;
    },
    SCHEDULE_FULL: () => booking({seats: 2}, {seats: 1}),
    SCHEDULE_NOT_BOOKABLE: () => booking({}, {status: 'draft'}),
    SCHEDULE_NOT_FOUND: () => app.get(`/api/schedules/${NOTHING}`),
    SCHEMA_CHECK_FAILED: () =>
      app.database.transaction(async query => {
        // The advisory lock of whoever changes the schema.
        await query('select pg_advisory_xact_lock($1, $2)', [0x7363686d, 0x6c6f636b]);
        return post('schema/check');
      }),
    SESSION_NOT_BEGUN: async () => (await assess({})).answer(),
    SESSION_NOT_FOUND: async () =>
      send('PUT', `instructor/schedules/${await app.given.schedule(today)}/sessions/${NOTHING}/attendance`, {
        body: {marks: [{attendeeId: 1, attendance: 'present'}]},
      }),
    SLUG_TAKEN: () => twice(() => course({slug: 'taken'})),
    USER_NOT_FOUND: () => get(`users/${NOTHING}`),
    VALIDATION_FAILED: () => app.get('/api/schedules?from=2027-02-30'),
    VENUE_CONFLICT: async () => {
      const venueId = await app.given.venue();
      return twice(() => plan({venueId}));
    },
    VENUE_NOT_FOUND: () => plan({venueId: NOTHING}),
    VENUE_TOO_SMALL: async () => plan({venueId: await app.given.venue({capacity: 5}), capacity: 6}),
    VERSION_CONFLICT: async () =>
      send('PATCH', `admin/venues/${await app.given.venue()}`, {body: {city: 'York'}, headers: editing(9)}),
    VERSION_REQUIRED: async () =>
      send('PATCH', `admin/venues/${await app.given.venue()}`, {body: {city: 'York'}}),
  };

  it('is broken in one of these tests', () => {
    assert.deepEqual([...Object.keys(PROVOKED), ...OF_CARD_PAYMENTS].sort(), Object.keys(HTTP_STATUS).sort());
  });

  for (const [code, provoke] of Object.entries(PROVOKED)) {
    it(`${code} is answered with its status, its code and what to mend`, async () => {
      const {status, body, headers} = await provoke();

      assert.deepEqual(
        [status, body.error?.code],
        [HTTP_STATUS[code as ErrorCode], code],
        JSON.stringify(body),
      );
      const {statusCode, name, message, requestId} = body.error;
      assert.deepEqual([statusCode, name], [status, 'DomainError']);
      assert.ok(message.length > 10, message);
      assert.equal(headers.get('x-request-id'), requestId);
      assert.deepEqual(
        Object.keys(body.error)
          .filter(key => key !== 'details')
          .sort(),
        ['code', 'message', 'name', 'requestId', 'statusCode'],
      );
      const isLater = ['RATE_LIMITED', 'REQUEST_IN_PROGRESS'].includes(code);
      assert.equal(headers.has('retry-after'), isLater);
    });
  }
});

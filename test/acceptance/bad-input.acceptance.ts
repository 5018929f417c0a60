import assert from 'node:assert/strict';
import {type Answer, type CallOptions, givenApplication, type TestApp} from '../helpers/app';
import {type Booked, book} from '../helpers/booking';
import {rowCounts} from '../helpers/row-counts';

/** What the tables of bad requests need from the application that they are sent to. */
interface World {
  app: TestApp;
  scheduleId: number;
  draftId: number;
  begunId: number;
  booked: Booked;
  /** Where the second page of the schedules begins. */
  cursor: string;
  admin: string;
  customer: string;
}

type Send = (world: World) => Promise<Answer>;
type Expected = [status: number, code: string];

const LONE_SURROGATE = '\ud83d';

const booking =
  (change: object): Send =>
  ({app, scheduleId}) =>
    app.post('/api/bookings', {...app.given.bookingRequest(scheduleId), ...change});
const at =
  (which: 'draftId' | 'begunId'): Send =>
  world =>
    booking({courseScheduleId: world[which]})(world);
const contact =
  (change: object): Send =>
  world =>
    booking({contact: {firstName: 'A', lastName: 'B', email: 'bad@example.com', ...change}})(world);
const quote =
  (change: object): Send =>
  ({app, scheduleId}) =>
    app.post('/api/bookings/quote', {courseScheduleId: scheduleId, seats: 1, ...change});
const raw =
  (rawBody: string, headers?: Record<string, string>): Send =>
  ({app}) =>
    app.call('POST', '/api/bookings', {rawBody, headers});
const get =
  (route: string): Send =>
  ({app}) =>
    app.get(route);
const asAdmin =
  (method: string, route: string, options: CallOptions = {}): Send =>
  ({app, admin}) =>
    app.call(method, route, {...options, token: admin});

const cancelAsAdmin =
  (body: object): Send =>
  world =>
    asAdmin('POST', `/api/admin/schedules/${world.scheduleId}/cancel`, {body})(world);
const mine =
  (token: (world: World) => string): Send =>
  world =>
    world.app.get(`/api/bookings/${world.booked.reference}`, {token: token(world)});
const nextPage =
  (list: string, change: (cursor: string) => string): Send =>
  world =>
    asAdmin('GET', `${list}?limit=1&after=${change(world.cursor)}`)(world);

const INVALID: Expected = [422, 'VALIDATION_FAILED'];
const PARAMETER: Expected = [400, 'INVALID_PARAMETER'];
const UNKNOWN: Expected = [400, 'UNKNOWN_PARAMETER'];
const MALFORMED: Expected = [400, 'MALFORMED_JSON'];
const MEDIA: Expected = [415, 'UNSUPPORTED_MEDIA_TYPE'];
const CURSOR: Expected = [400, 'INVALID_CURSOR'];
const NOTHING: Expected = [404, 'NOT_FOUND'];

const person = (firstName: string) => booking({attendees: [{firstName, lastName: 'B'}]});

const BODIES: Record<string, [Send, Expected]> = {
  'an amount that the client would like': [booking({paymentAmount: '0.01'}), INVALID],
  'an unknown field': [booking({surprise: true}), INVALID],
  'an unknown field further in': [contact({role: 'admin'}), INVALID],
  'a missing field': [booking({contact: undefined}), INVALID],
  'a text for a number': [booking({courseScheduleId: '1'}), INVALID],
  'a number for a text': [contact({firstName: 7}), INVALID],
  'null for a text': [contact({firstName: null}), INVALID],
  'a list for an object': [booking({contact: []}), INVALID],
  'an object for a list': [booking({attendees: {}}), INVALID],
  'no attendees': [booking({attendees: []}), INVALID],
  'more attendees than any venue has seats': [
    booking({attendees: Array(101).fill({firstName: 'A', lastName: 'B'})}),
    INVALID,
  ],
  'an unknown payment method': [booking({paymentMethod: 'cash'}), INVALID],
  'a schedule id of nought': [booking({courseScheduleId: 0}), INVALID],
  'a negative schedule id': [booking({courseScheduleId: -1}), INVALID],
  'a schedule id beyond integers': [booking({courseScheduleId: 2_147_483_648}), INVALID],
  'a schedule that is not there': [booking({courseScheduleId: 2_147_483_647}), [404, 'SCHEDULE_NOT_FOUND']],
  'a schedule that is not published': [at('draftId'), [409, 'SCHEDULE_NOT_BOOKABLE']],
  'a schedule that has begun': [at('begunId'), [409, 'SCHEDULE_NOT_BOOKABLE']],
  'no seats': [quote({seats: 0}), INVALID],
  'negative seats': [quote({seats: -1}), INVALID],
  'half a seat': [quote({seats: 1.5}), INVALID],
  'a huge number of seats': [quote({seats: 1e15}), INVALID],
  'seats as text': [quote({seats: '2'}), INVALID],
  'a name with a NUL character': [contact({firstName: 'A\u0000B'}), INVALID],
  "an attendee's name with a NUL character": [person('A\u0000B'), INVALID],
  'half an emoji for a name': [contact({lastName: LONE_SURROGATE}), INVALID],
  "half an emoji for an attendee's name": [person(LONE_SURROGATE), INVALID],
  'a blank name': [contact({firstName: ' \t\u00a0\n '}), INVALID],
  'an empty name': [contact({lastName: ''}), INVALID],
  'a name of 300 characters': [contact({firstName: 'x'.repeat(300)}), INVALID],
  'an address without an at sign': [contact({email: 'nowhere'}), INVALID],
  'an address of 300 characters': [contact({email: `${'x'.repeat(300)}@example.com`}), INVALID],
  'a telephone number of letters': [contact({phone: 'call me'}), INVALID],
  'a discount code with a NUL character': [quote({discountCode: 'A\u0000'}), INVALID],
  'half an emoji for a discount code': [
    quote({discountCode: LONE_SURROGATE}),
    [422, 'DISCOUNT_CODE_INVALID'],
  ],
  'SQL for a discount code': [quote({discountCode: "' or '1'='1"}), [422, 'DISCOUNT_CODE_INVALID']],
  'a reason with a NUL character': [cancelAsAdmin({reason: 'A\u0000'}), INVALID],
  'half an emoji for a reason': [cancelAsAdmin({reason: LONE_SURROGATE}), INVALID],
  'a blank reason': [cancelAsAdmin({reason: '  '}), INVALID],
  'no reason': [cancelAsAdmin({}), INVALID],
  'malformed JSON': [raw('{"courseScheduleId": 1,'), MALFORMED],
  'no JSON at all': [raw('hello'), MALFORMED],
  'JSON that is no object': [raw('[1]'), INVALID],
  'null as the body': [raw('null'), PARAMETER],
  'no body': [raw(''), PARAMETER],
  '__proto__ as a key': [raw('{"__proto__": {"isAdmin": true}}'), MALFORMED],
  '__proto__ as a key further in': [raw('{"contact": {"__proto__": {"x": 1}}}'), MALFORMED],
  'constructor as a key': [raw('{"constructor": {"prototype": {"x": 1}}}'), MALFORMED],
  'a body of 10 MB': [raw(JSON.stringify({notes: 'x'.repeat(10_000_000)})), [413, 'PAYLOAD_TOO_LARGE']],
  'lists in lists in lists': [raw('['.repeat(40_000) + ']'.repeat(40_000)), MALFORMED],
  'plain text': [raw('{}', {'Content-Type': 'text/plain'}), MEDIA],
  'a form': [raw('a=1', {'Content-Type': 'application/x-www-form-urlencoded'}), MEDIA],
  XML: [raw('<a/>', {'Content-Type': 'application/xml'}), MEDIA],
  'an unknown character set': [raw('{}', {'Content-Type': 'application/json; charset=nope'}), MEDIA],
  'an unknown encoding': [raw('{}', {'Content-Encoding': 'zstd'}), MEDIA],
  'what is called gzip and is none': [raw('{}', {'Content-Encoding': 'gzip'}), [400, 'BAD_REQUEST']],
};

const ADDRESSES: Record<string, [Send, Expected]> = {
  'an id that is no number': [get('/api/schedules/abc'), PARAMETER],
  'an id of nought': [get('/api/schedules/0'), PARAMETER],
  'a negative id': [get('/api/schedules/-1'), PARAMETER],
  'an id beyond integers': [get('/api/schedules/2147483648'), PARAMETER],
  'an id beyond all numbers': [get(`/api/schedules/${'9'.repeat(400)}`), PARAMETER],
  'half an id': [get('/api/schedules/1.5'), PARAMETER],
  'an id with SQL behind it': [get('/api/schedules/1%20or%201=1'), PARAMETER],
  'a slug with a NUL character': [get('/api/courses/%00'), INVALID],
  'a path that is no UTF-8': [get('/api/courses/%E0%A4%A'), [400, 'BAD_REQUEST']],
  'a reference that is none': [asAdmin('GET', '/api/bookings/RFT-1'), PARAMETER],
  'a reference with a NUL character': [asAdmin('GET', '/api/bookings/RFT-%000000000'), PARAMETER],
  'a misspelt filter': [get('/api/schedules?cuorseId=1'), UNKNOWN],
  'a filter called __proto__': [get('/api/schedules?__proto__=1'), UNKNOWN],
  'a filter called __proto__[x]': [get('/api/schedules?__proto__[x]=1'), UNKNOWN],
  'a filter called constructor': [get('/api/schedules?constructor=1'), UNKNOWN],
  "LoopBack's own filter": [get('/api/schedules?filter={"where":{}}'), UNKNOWN],
  'a filter where none is known': [get('/api/courses?limit=1'), UNKNOWN],
  'a number twice': [get('/api/schedules?limit=1&limit=2'), PARAMETER],
  'a number as an object': [get('/api/schedules?limit[x]=1'), PARAMETER],
  'an empty number': [get('/api/schedules?limit='), PARAMETER],
  'a page of nothing': [get('/api/schedules?limit=0'), PARAMETER],
  'a page of everything': [get('/api/schedules?limit=101'), PARAMETER],
  'a text twice': [asAdmin('GET', '/api/admin/bookings?search=a&search=b'), PARAMETER],
  'a text as an object': [asAdmin('GET', '/api/admin/bookings?search[x]=1'), PARAMETER],
  'a text as a list': [asAdmin('GET', '/api/admin/bookings?search[]=1'), PARAMETER],
  'a search for a NUL character': [asAdmin('GET', '/api/admin/bookings?search=%00'), PARAMETER],
  'an unknown status': [asAdmin('GET', '/api/admin/bookings?status=lost'), PARAMETER],
  'a day that does not exist': [get('/api/schedules?from=2027-02-30'), INVALID],
  'a day in the year nought': [get('/api/schedules?to=0000-01-01'), INVALID],
  'a day that is none': [get('/api/schedules?from=tomorrow'), PARAMETER],
  'a cursor that we never made': [get('/api/schedules?after=abc'), CURSOR],
  'a cursor with SQL in it': [get("/api/schedules?after=' or 1=1"), CURSOR],
  'a cursor that was tampered with': [
    nextPage(
      '/api/schedules',
      cursor => cursor.slice(0, 20) + (cursor[20] === 'A' ? 'B' : 'A') + cursor.slice(21),
    ),
    CURSOR,
  ],
  'a cursor that was lengthened': [nextPage('/api/schedules', cursor => `${cursor}!`), CURSOR],
  'a cursor of another list': [nextPage('/api/admin/bookings', cursor => cursor), CURSOR],
  'a huge cursor': [get(`/api/schedules?after=${'x'.repeat(5_000)}`), PARAMETER],
  "another customer's booking": [mine(({customer}) => customer), [404, 'BOOKING_NOT_FOUND']],
  'a forged token': [
    mine(({booked}) => `${booked.token.slice(0, -10)}AAAAAAAAAA`),
    [401, 'NOT_AUTHENTICATED'],
  ],
  'a token that is none': [mine(() => 'let me in'), [401, 'NOT_AUTHENTICATED']],
  'a customer where staff are asked for': [
    ({app, customer}) => app.get('/api/admin/bookings', {token: customer}),
    [403, 'NOT_ALLOWED'],
  ],
  'an address that is not there': [get('/api/nothing'), NOTHING],
  'an address above the pages': [get('/..%2f..%2fetc%2fpasswd'), NOTHING],
  'a method that is not there': [({app}) => app.call('DELETE', '/api/courses'), NOTHING],
  'another method than the one that is there': [({app}) => app.post('/api/courses', {}), NOTHING],
};

describe('Bad input', () => {
  let app: TestApp;
  let world: World;
  /** None of these tests may change it for the next. */
  let rowsAtFirst: Record<string, number>;

  before(async () => {
    app = await givenApplication();
    const scheduleId = await app.given.schedule({seats: 100});
    await app.given.schedule();
    world = {
      app,
      scheduleId,
      draftId: await app.given.schedule({status: 'draft'}),
      begunId: await app.given.schedule({startsInDays: -1}),
      cursor: (await app.get('/api/schedules?limit=1')).body.nextCursor,
      booked: await book(app, scheduleId),
      admin: await app.givenAdminToken(),
      customer: (await app.givenSignIn('customer')).token,
    };
    rowsAtFirst = await rowCounts(app);
  });
  after(() => app?.stop());

  const check = (table: Record<string, [Send, Expected]>) => {
    for (const [title, [send, [status, code]]] of Object.entries(table)) {
      it(`${title} gets ${status} ${code} and writes nothing`, async () => {
        const answer = await send(world);

        assert.deepEqual(
          [answer.status, answer.body.error?.code],
          [status, code],
          JSON.stringify(answer.body),
        );
        const {requestId, message, statusCode} = answer.body.error;
        assert.equal(statusCode, status);
        assert.equal(answer.headers.get('x-request-id'), requestId);
        assert.ok(requestId.length >= 8 && message.length > 0);
        assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
        assert.doesNotMatch(
          JSON.stringify(answer.body),
          /node_modules|\.js:\d|\bat \w+ \(|select |insert |syntax/,
        );
        assert.deepEqual(await rowCounts(app), rowsAtFirst);
      });
    }
  };

  describe('in a body', () => check(BODIES));
  describe('in an address', () => check(ADDRESSES));
});

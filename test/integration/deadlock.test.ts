import assert from 'node:assert/strict';
import type {BookingHoldRepository} from '../../src/repositories/booking-hold.repository';
import type {HoldService} from '../../src/services/hold.service';
import {type Answer, givenApplication, type TestApp} from '../helpers/app';
import {atOnce, outcomes, tally} from '../helpers/race';
import {randomNumbers} from '../helpers/random';
import {until} from '../helpers/wait';

const SEED = 20250127;
const OPERATIONS = 400;
const AT_ONCE = 16;

type Operation = () => Promise<string>;

describe('Everything at once', function () {
  this.timeout(60_000);

  let app: TestApp;
  let token: string;

  before(async () => {
    app = await givenApplication({DB_MAX_CONNECTIONS: '20', ACCESS_TOKEN_MINUTES: '1440'});
    token = await app.givenAdminToken();
  });
  after(() => app?.stop());

  /** Connections that wait for a lock. */
  const waiting = async () =>
    (
      await app.rows(`select pid from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`, [
        app.database.name,
      ])
    ).length;

  const outcomeOf = (kind: string, {status, body}: Answer): string => {
    assert.ok(status < 500, `${kind}: ${status} ${JSON.stringify(body)}`);
    return `${kind} ${status < 400 ? 'done' : body.error.code}`;
  };

  it('bookings, moves, cancellations, expiries and cancelled schedules never wait for each other in a circle', async () => {
    const random = randomNumbers(SEED);
    const pick = <T>(items: readonly T[]): T => items[random(items.length)] as T;
    const schedules = await atOnce(6, () => app.given.schedule({seats: 20}));
    const doomed = await atOnce(4, () => app.given.schedule({seats: 20}));
    const codes = await atOnce(4, () => app.given.discountCode({usageLimit: 25}));
    const holds = await app.application.get<HoldService>('services.HoldService');
    const booked: {reference: string; accessToken: string}[] = [];

    const operations: Record<string, () => Operation> = {
      book: () => {
        const request = app.given.bookingRequest(pick([...schedules, ...doomed]), {
          seats: 1 + random(3),
          paymentMethod: pick(['card', 'invoice']),
          ...(random(4) > 0 ? {discountCode: pick(codes)} : {}),
        });
        return async () => {
          const answer = await app.post('/api/bookings', request);
          const {bookingReference: reference, accessToken} = answer.body;
          if (answer.status === 201) booked.push({reference, accessToken});
          return outcomeOf('book', answer);
        };
      },
      cancel: () => {
        const index = random(1000);
        return async () => {
          const booking = booked[index % booked.length];
          if (booking === undefined) return 'cancel nothing';
          const route = `/api/bookings/${booking.reference}/cancel`;
          return outcomeOf('cancel', await app.post(route, {}, {token: booking.accessToken}));
        };
      },
      confirm: () => {
        const id = 1 + random(100);
        return async () =>
          outcomeOf('confirm', await app.post(`/api/admin/bookings/${id}/confirm`, undefined, {token}));
      },
      move: () => {
        const [id, courseScheduleId] = [1 + random(100), pick(schedules)];
        return async () =>
          outcomeOf('move', await app.post(`/api/admin/bookings/${id}/move`, {courseScheduleId}, {token}));
      },
      'remove an attendee': () => {
        const id = 1 + random(100);
        return async () => {
          const {body} = await app.get(`/api/admin/bookings/${id}`, {token});
          const route = `/api/admin/bookings/${id}/attendees/${body.attendees?.[0].id ?? 1}/remove`;
          return outcomeOf('remove an attendee', await app.post(route, {}, {token}));
        };
      },
      expire: () => async () => {
        app.passes({minutes: 4});
        return `expire ${(await holds.releaseAll()) > 0 ? 'done' : 'nothing'}`;
      },
      'cancel a schedule': () => {
        const id = pick(doomed);
        return async () =>
          outcomeOf(
            'cancel a schedule',
            await app.post(`/api/admin/schedules/${id}/cancel`, {reason: 'the venue is flooded'}, {token}),
          );
      },
    };
    const frequency = [
      ...['book', 'book', 'book', 'book', 'book', 'book', 'cancel', 'cancel', 'confirm', 'expire'],
      ...['move', 'move', 'remove an attendee'],
    ];
    const queue = Array.from({length: OPERATIONS}, (_, index) => {
      const kind = index % 60 === 59 ? 'cancel a schedule' : pick(frequency);
      return operations[kind]?.() as Operation;
    });

    const happened: string[] = [];
    await atOnce(AT_ONCE, async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) happened.push(await next());
    });

    const count = tally(happened);
    assert.equal(happened.length, OPERATIONS);
    for (const kind of Object.keys(operations)) {
      assert.ok((count[`${kind} done`] ?? 0) > 0, `${kind} happened: ${JSON.stringify(count)}`);
    }
    assert.deepEqual(
      await app.rows(
        `select s.id, s.seats_taken, coalesce(sum(b.seats), 0)::integer as booked from course_schedules s
         left join bookings b on b.course_schedule_id = s.id and b.status <> 'cancelled'
         group by s.id having s.seats_taken <> coalesce(sum(b.seats), 0)`,
      ),
      [],
    );
    assert.deepEqual(
      await app.rows(
        `select d.id, d.times_used, count(b.id)::integer as booked from discount_codes d
         left join bookings b on b.discount_code_id = d.id and b.status <> 'cancelled'
         group by d.id having d.times_used <> count(b.id)`,
      ),
      [],
    );
  });

  it("two cancellations that each release a hold with the other one's discount code both succeed", async () => {
    const codes = await atOnce(2, () => app.given.discountCode());
    const schedules = await atOnce(2, () => app.given.schedule());
    const book = async (schedule: number, code: number, paymentMethod: string) =>
      (
        await app.post(
          '/api/bookings',
          app.given.bookingRequest(schedules[schedule] ?? 0, {discountCode: codes[code], paymentMethod}),
        )
      ).body;
    const kept = [await book(0, 0, 'invoice'), await book(1, 1, 'invoice')];
    await book(0, 1, 'card');
    await book(1, 0, 'card');
    app.passes({minutes: 16});
    const holds = await app.application.get<BookingHoldRepository>('repositories.BookingHoldRepository');
    const release = holds.release.bind(holds);
    let released = 0;
    holds.release = async (...request) => {
      const result = await release(...request);
      released += 1;
      await until(async () => released === 2 || (await waiting()) > 0, 'both have released, or one waits');
      return result;
    };

    const answers = await Promise.all(
      kept.map(({bookingReference, accessToken}) =>
        app.post(`/api/bookings/${bookingReference}/cancel`, {}, {token: accessToken}),
      ),
    );

    holds.release = release;
    assert.deepEqual(outcomes(answers), {200: 2});
    const uses = await app.rows('select code, times_used from discount_codes where code = any($1)', [codes]);
    assert.deepEqual(
      uses.map(row => (row as {times_used: number}).times_used),
      [0, 0],
    );
  });

  it('two admins who write the same days into the calendar, one from the front and one from the back', async () => {
    const [courseId, venueId] = [await app.given.course(), await app.given.venue()];
    const instructorId = await app.given.instructor();
    const sessions = [1, 2, 3].map(day => ({
      startDatetime: `2027-06-0${day}T09:00:00Z`,
      endDatetime: `2027-06-0${day}T16:00:00Z`,
    }));
    await app.rows(`
      create function pause() returns trigger language plpgsql as $$
        begin perform pg_advisory_xact_lock_shared(1); return new; end $$;
      create trigger pause before insert on schedule_sessions
        for each row when (new.start_datetime = '2027-06-02T09:00:00Z') execute function pause()`);

    const requests = await app.database.transaction(async query => {
      await query('select pg_advisory_xact_lock(1)');
      const sent = [sessions, sessions.toReversed()].map(plan =>
        app.post('/api/admin/schedules', {courseId, venueId, instructorId, sessions: plan}, {token}),
      );
      await until(async () => (await waiting()) === 2, 'both have written as much as they can');
      return {sent};
    });

    assert.deepEqual(outcomes(await Promise.all(requests.sent)), {201: 1, VENUE_CONFLICT: 1});
  });

  for (const [what, given] of [
    ['venues', async () => ({venueId: await app.given.venue()})],
    ['instructors', async () => ({instructorId: await app.given.instructor()})],
  ] as const) {
    it(`two admins who each give a schedule the ${what} and the day of the other one's`, async () => {
      const [one, other] = [await given(), await given()];
      const days = ['2027-07-05', '2027-07-06'].map(date => ({
        startDatetime: `${date}T09:00:00Z`,
        endDatetime: `${date}T16:00:00Z`,
      }));
      const ids = [
        await app.given.schedule({...one, startsAt: days[0]?.startDatetime}),
        await app.given.schedule({...other, startsAt: days[1]?.startDatetime}),
      ];
      const edits = [
        {...other, sessions: [days[1]]},
        {...one, sessions: [days[0]]},
      ];
      await app.rows(`
        create function pause_${what}() returns trigger language plpgsql as $$
          begin perform pg_advisory_xact_lock_shared(2); return new; end $$;
        create trigger pause_${what} before insert on schedule_sessions
          for each row execute function pause_${what}()`);

      const requests = await app.database.transaction(async query => {
        await query('select pg_advisory_xact_lock(2)');
        const sent = edits.map((body, index) =>
          app.call('PATCH', `/api/admin/schedules/${ids[index]}`, {
            token,
            body,
            headers: {'If-Match': '"1"'},
          }),
        );
        await until(
          async () => (await waiting()) === 2,
          'both have taken their old sessions away, or one waits',
        );
        return {sent};
      });
      const answers = await Promise.all(requests.sent);
      await app.rows(`drop function pause_${what}() cascade`);

      // Neither place is free while the other schedule is still there.
      const refusal = what === 'venues' ? 'VENUE_CONFLICT' : 'INSTRUCTOR_CONFLICT';
      assert.deepEqual(outcomes(answers), {[refusal]: 2});
    });
  }
});

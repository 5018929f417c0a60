import assert from 'node:assert/strict';
import type {CourseScheduleRepository} from '../../src/repositories/course-schedule.repository';
import type {NewBookingRepository} from '../../src/repositories/new-booking.repository';
import {type Answer, call, givenApplication, type TestApp} from '../helpers/app';
import {type AppProcess, startAppProcess} from '../helpers/app-process';
import {Given} from '../helpers/given';
import {atOnce, Barrier, outcomes, withoutConstraint} from '../helpers/race';
import type {TestDatabase} from '../helpers/server';
import {migratedDatabase} from '../helpers/template';

interface Count {
  seatsTaken: number;
  bookings: number;
  bookedSeats: number;
  attendees: number;
}

/** What the schedule's counter, its bookings and its attendees say. */
async function count(database: TestDatabase, scheduleId: number): Promise<Count | undefined> {
  const {rows} = await database.query<Count & Record<string, unknown>>(
    `select s.seats_taken as "seatsTaken",
       (select count(*)::integer from bookings b where b.course_schedule_id = s.id) as bookings,
       (select coalesce(sum(b.seats), 0)::integer from bookings b
        where b.course_schedule_id = s.id and b.status = 'pending') as "bookedSeats",
       (select count(*)::integer from booking_attendees a join bookings b on b.id = a.booking_id
        where b.course_schedule_id = s.id) as attendees
     from course_schedules s where s.id = $1`,
    [scheduleId],
  );
  return rows[0];
}

describe('The last seats, over two processes', function () {
  this.timeout(60_000);

  const processes: AppProcess[] = [];
  let database: TestDatabase;
  let given: Given;

  before(async () => {
    database = await migratedDatabase();
    given = new Given(database, () => new Date());
    processes.push(...(await Promise.all([startAppProcess(database), startAppProcess(database)])));
  });
  after(async () => {
    await Promise.all(processes.map(process => process.stop()));
    await database?.drop();
  });

  /** Booking `index` asks for `seatsOf(index)` seats, of every other process. */
  const book = (scheduleId: number, seatsOf: (index: number) => number) =>
    atOnce(200, index =>
      call(processes[index % 2]?.url ?? '', 'POST', '/api/bookings', {
        body: given.bookingRequest(scheduleId, {seats: seatsOf(index)}),
      }),
    );

  it('go to twelve of two hundred people who book at once', async () => {
    const scheduleId = await given.schedule({seats: 12});

    const answers = await book(scheduleId, () => 1);

    assert.deepEqual(outcomes(answers), {201: 12, SCHEDULE_FULL: 188});
    for (const {status, body} of answers.filter(answer => answer.status !== 201)) {
      assert.equal(status, 409);
      assert.deepEqual(body.error.details, {seatsAvailable: 0});
    }
    assert.deepEqual(await count(database, scheduleId), {
      seatsTaken: 12,
      bookings: 12,
      bookedSeats: 12,
      attendees: 12,
    });
  });

  it('are twelve too when some book for one, some for two and some for three', async () => {
    const scheduleId = await given.schedule({seats: 12});
    const seatsOf = (index: number) => 1 + (index % 3);

    const answers = await book(scheduleId, seatsOf);

    const sold = answers.filter(answer => answer.status === 201);
    assert.equal(
      sold.reduce((seats, {body}) => seats + body.seats, 0),
      12,
    );
    assert.deepEqual(outcomes(answers), {201: sold.length, SCHEDULE_FULL: 200 - sold.length});
    answers.forEach(({status, body}: Answer, index) => {
      if (status === 201) return;
      assert.ok(body.error.details.seatsAvailable < seatsOf(index), JSON.stringify(body));
    });
    const {seatsTaken, bookings, bookedSeats, attendees} = (await count(database, scheduleId)) ?? {};
    assert.deepEqual([seatsTaken, bookings, bookedSeats, attendees], [12, sold.length, 12, 12]);
  });
});

describe('One seat that five people saw free before anybody took it', () => {
  const PEOPLE = 5;
  let app: TestApp;
  let schedules: CourseScheduleRepository;
  let takeSeats: CourseScheduleRepository['takeSeats'];
  let newBookings: NewBookingRepository;

  before(async () => {
    app = await givenApplication();
    schedules = await app.application.get<CourseScheduleRepository>('repositories.CourseScheduleRepository');
    takeSeats = schedules.takeSeats.bind(schedules);
    newBookings = await app.application.get<NewBookingRepository>('repositories.NewBookingRepository');
  });
  after(() => app?.stop());

  const bookAtOnce = async (
    {people, seats, free}: {people: number; seats: number; free: number},
    headers: (person: number) => Record<string, string> = () => ({}),
  ) => {
    const scheduleId = await app.given.schedule({seats: free});
    const requests = Array.from({length: people}, () => app.given.bookingRequest(scheduleId, {seats}));
    const answers = await atOnce(people, person =>
      app.post('/api/bookings', requests[person], {headers: headers(person)}),
    );
    const guests = await app.rows('select id from users where email = any($1)', [
      requests.map(({contact}) => contact.email),
    ]);
    return {answers, counted: await count(app.database, scheduleId), guests: guests.length};
  };
  /** In steps, as somebody's second booking is made. All have looked before `take` goes on. */
  const race = async (
    take: CourseScheduleRepository['takeSeats'],
    wanted: {people: number; seats: number; free: number},
  ) => {
    const allHaveLooked = new Barrier(wanted.people);
    newBookings.insertForNewGuest = async () => undefined;
    newBookings.insertForNewGuestAlone = async () => undefined;
    schedules.takeSeats = async (...request) => {
      await allHaveLooked.arrive();
      return take(...request);
    };
    return bookAtOnce(wanted);
  };
  const bookWith = async (take: CourseScheduleRepository['takeSeats']) => {
    const {answers, counted} = await race(take, {people: PEOPLE, seats: 1, free: 1});
    return {answers: outcomes(answers), counted};
  };

  it('is sold five times when the counter is read, added to and written back', async () => {
    const allHaveRead = new Barrier(PEOPLE);

    const {answers, counted} = await bookWith(async (tx, id, seats) => {
      const [row] = await tx.rows<{taken: number; capacity: number}>(
        'select seats_taken as taken, capacity from course_schedules where id = :id',
        {id},
      );
      await allHaveRead.arrive();
      if (row === undefined || row.taken + seats > row.capacity) return false;
      await tx.rows('update course_schedules set seats_taken = :taken where id = :id', {
        taken: row.taken + seats,
        id,
      });
      return true;
    });

    assert.deepEqual(answers, {201: PEOPLE});
    assert.deepEqual(counted, {seatsTaken: 1, bookings: 5, bookedSeats: 5, attendees: 5});
  });

  const addWithoutAsking: CourseScheduleRepository['takeSeats'] = async (tx, id, seats) => {
    await tx.rows('update course_schedules set seats_taken = seats_taken + :seats where id = :id', {
      seats,
      id,
    });
    return true;
  };

  it('is sold once when only the constraint is left to say no', async () => {
    const {answers, counted} = await bookWith(addWithoutAsking);

    assert.deepEqual(answers, {201: 1, SCHEDULE_FULL: 4});
    assert.deepEqual(counted, {seatsTaken: 1, bookings: 1, bookedSeats: 1, attendees: 1});
  });

  it('is sold once by the one statement that takes seats', async () => {
    const {answers, counted} = await bookWith(takeSeats);

    assert.deepEqual(answers, {201: 1, SCHEDULE_FULL: 4});
    assert.deepEqual(counted, {seatsTaken: 1, bookings: 1, bookedSeats: 1, attendees: 1});
  });

  it('is offered by that statement to whoever came too late for two of the last three', async () => {
    const {answers, counted} = await race(takeSeats, {people: 2, seats: 2, free: 3});

    assert.deepEqual(outcomes(answers), {201: 1, SCHEDULE_FULL: 1});
    assert.deepEqual(answers.find(({status}) => status === 409)?.body.error.details, {seatsAvailable: 1});
    assert.deepEqual(counted, {seatsTaken: 2, bookings: 1, bookedSeats: 2, attendees: 2});
  });

  const WAYS = {
    insertForNewGuestAlone: () => ({}),
    insertForNewGuest: (person: number) => ({'Idempotency-Key': `${person} of five`}),
  };
  for (const way of ['insertForNewGuestAlone', 'insertForNewGuest'] as const) {
    it(`is sold once by ${way}, and the others are not even guests afterwards`, async () => {
      const {prototype} = newBookings.constructor as typeof NewBookingRepository;
      const original = prototype[way];
      const allHaveLooked = new Barrier(PEOPLE);
      let made = 0;
      schedules.takeSeats = takeSeats;
      newBookings.insertForNewGuest = prototype.insertForNewGuest;
      newBookings[way] = async (...booking: never[]) => {
        await allHaveLooked.arrive();
        const inserted = await (original as (...args: unknown[]) => ReturnType<typeof original>).apply(
          newBookings,
          booking,
        );
        if (inserted !== undefined) made += 1;
        return inserted;
      };

      const {answers, counted, guests} = await bookAtOnce({people: PEOPLE, seats: 1, free: 1}, WAYS[way]);

      assert.equal(made, 1);
      assert.deepEqual(outcomes(answers), {201: 1, SCHEDULE_FULL: 4});
      assert.deepEqual(counted, {seatsTaken: 1, bookings: 1, bookedSeats: 1, attendees: 1});
      assert.equal(guests, 1);
    });
  }

  it('is sold five times when neither the statement nor the constraint says no', async () => {
    const {answers, counted} = await withoutConstraint(
      app.database,
      'course_schedules',
      'course_schedules_seats_taken_check',
      () => bookWith(addWithoutAsking),
    );

    assert.deepEqual(answers, {201: PEOPLE});
    assert.deepEqual(counted, {seatsTaken: 5, bookings: 5, bookedSeats: 5, attendees: 5});
  });
});

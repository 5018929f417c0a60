import assert from 'node:assert/strict';
import type {BookingHoldRepository} from '../../src/repositories/booking-hold.repository';
import type {CourseScheduleRepository} from '../../src/repositories/course-schedule.repository';
import {givenApplication, type TestApp} from '../helpers/app';
import {bookingRow, seatsTaken} from '../helpers/booking';
import {ChangeDesk} from '../helpers/change-desk';
import {atOnce, Barrier, outcomes, withoutConstraint} from '../helpers/race';
import {until} from '../helpers/wait';

describe('Moves at the same time', () => {
  let app: TestApp;
  let desk: ChangeDesk;
  let schedules: CourseScheduleRepository;
  let holds: BookingHoldRepository;

  before(async () => {
    app = await givenApplication();
    desk = new ChangeDesk(app, await app.givenAdminToken());
    schedules = await app.application.get<CourseScheduleRepository>('repositories.CourseScheduleRepository');
    holds = await app.application.get<BookingHoldRepository>('repositories.BookingHoldRepository');
  });
  after(() => app?.stop());

  const move = (id: number, courseScheduleId: number) => desk.byStaff('POST', id, 'move', {courseScheduleId});
  const waiting = async () =>
    (
      await app.rows(
        `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
    ).length;

  describe('into the last seat', () => {
    const givenTwo = async () => {
      const target = await app.given.schedule({seats: 1});
      const bookings = [await desk.booked({paid: true}), await desk.booked({paid: true})];
      return {target, moveBoth: () => atOnce(2, index => move(bookings[index]?.id ?? 0, target))};
    };

    it('would both succeed if seats were read, added to and written back', async () => {
      const {target, moveBoth} = await givenTwo();
      const [take, release] = [schedules.takeSeatsByStaff, holds.release];
      const bothHaveRead = new Barrier(2);
      holds.release = async () => [];
      schedules.takeSeatsByStaff = async (tx, id, seats) => {
        const [row] = await tx.rows<{seats_taken: number; capacity: number}>(
          'select seats_taken, capacity from course_schedules where id = :id',
          {id},
        );
        await bothHaveRead.arrive();
        if (row === undefined || row.seats_taken + seats > row.capacity) return false;
        await tx.rows('update course_schedules set seats_taken = :taken where id = :id', {
          id,
          taken: row.seats_taken + seats,
        });
        return true;
      };

      const answers = await withoutConstraint(
        app.database,
        'course_schedules',
        'course_schedules_seats_taken_check',
        moveBoth,
      );

      [schedules.takeSeatsByStaff, holds.release] = [take, release];
      assert.deepEqual(outcomes(answers), {200: 2});
      const [booked] = await app.rows<{seats: number}>(
        'select sum(seats)::integer as seats from bookings where course_schedule_id = $1',
        [target],
      );
      assert.equal(booked?.seats, 2);
      await app.rows('update course_schedules set seats_taken = 2, capacity = 2 where id = $1', [target]);
    });

    it('are decided by the one statement that takes seats', async () => {
      const {target, moveBoth} = await givenTwo();

      const answers = await moveBoth();

      assert.deepEqual(outcomes(answers), {200: 1, SCHEDULE_FULL: 1});
      assert.equal(await seatsTaken(app, target), 1);
    });
  });

  describe('in opposite directions', () => {
    const givenCrossing = async () => {
      const [a, b] = [await app.given.schedule(), await app.given.schedule()];
      const [onA, onB] = [
        await desk.booked({scheduleId: a, paid: true}),
        await desk.booked({scheduleId: b, paid: true}),
      ];
      return {a, b, cross: () => Promise.all([move(onA.id, b), move(onB.id, a)])};
    };

    it('would wait in a circle if each locked the schedule that it leaves first', async () => {
      const {cross} = await givenCrossing();
      const {release} = holds;
      const bothHaveLocked = new Barrier(2);
      holds.release = async (tx, ids) => {
        const [leaves, enters] = ids;
        await tx.rows('select id from course_schedules where id = :id for update', {id: leaves ?? 0});
        await bothHaveLocked.arrive();
        await tx.rows('select id from course_schedules where id = :id for update', {id: enters ?? 0});
        return [];
      };

      const answers = await cross();

      holds.release = release;
      assert.deepEqual(outcomes(answers), {200: 1, '500!': 1});
    });

    it('both succeed, as schedules are locked by id', async () => {
      const {a, b, cross} = await givenCrossing();

      const answers = await cross();

      assert.deepEqual(outcomes(answers), {200: 2});
      assert.deepEqual([await seatsTaken(app, a), await seatsTaken(app, b)], [1, 1]);
    });
  });

  it('as somebody cancels it: who waited for the old schedule finds the booking on the new one', async () => {
    const target = await app.given.schedule();
    const booking = await desk.booked({paid: true});
    const {release} = holds;
    const locked: (readonly number[])[] = [];
    holds.release = async (tx, ids, ...rest) => {
      const released = await release.call(holds, tx, ids, ...rest);
      locked.push(ids);
      return released;
    };
    const sent = await app.database.transaction(async query => {
      await query('select id from course_schedules where id = $1 for update', [booking.scheduleId]);
      const moved = move(booking.id, target);
      await until(async () => (await waiting()) === 1, 'the move waits for the schedule');
      const cancelled = desk.byStaff('POST', booking.id, 'cancel', {reason: 'ill'});
      await until(async () => (await waiting()) === 2, 'the cancellation waits too');
      return {moved, cancelled};
    });

    const answers = await Promise.all([sent.moved, sent.cancelled]);

    holds.release = release;
    assert.deepEqual(outcomes(answers), {200: 2});
    // The cancellation begins once more, or it would change a schedule after the booking: against the lock order.
    assert.deepEqual(locked, [[booking.scheduleId, target], [booking.scheduleId], [target]]);
    const row = await bookingRow(app, booking.reference);
    assert.deepEqual([row.status, row.course_schedule_id], ['cancelled', target]);
    assert.deepEqual([await seatsTaken(app, booking.scheduleId), await seatsTaken(app, target)], [0, 0]);
    assert.deepEqual(await desk.differences(), []);
  });
});

import assert from 'node:assert/strict';
import type {CourseScheduleRepository} from '../../src/repositories/course-schedule.repository';
import type {WaitingListEntryRepository} from '../../src/repositories/waiting-list-entry.repository';
import type {HoldService} from '../../src/services/hold.service';
import {type Answer, call, givenApplication, type TestApp} from '../helpers/app';
import {type AppProcess, startAppProcess} from '../helpers/app-process';
import {type Booked, untilSomeoneWaits} from '../helpers/booking';
import {atOnce, outcomes} from '../helpers/race';
import {
  accept,
  assertSeatsRight,
  givenFullSchedule,
  type Joined,
  join,
  joinRequest,
  promised,
  say,
  statusesOf,
} from '../helpers/waiting-list';

describe('People in line who act at the same moment', function () {
  this.timeout(60_000);

  const processes: AppProcess[] = [];
  let app: TestApp;
  let entries: WaitingListEntryRepository;
  let holds: HoldService;
  let schedules: CourseScheduleRepository;
  let restore: () => void;

  before(async () => {
    app = await givenApplication();
    // The processes have no clock of a test's.
    app.now = new Date();
    entries = await app.application.get('repositories.WaitingListEntryRepository');
    schedules = await app.application.get('repositories.CourseScheduleRepository');
    holds = await app.application.get('services.HoldService');
    const [{findDetail, listInLine}, {findBookable}] = [entries, schedules];
    const {releaseForSchedule} = holds;
    restore = () => {
      Object.assign(entries, {findDetail, listInLine});
      Object.assign(schedules, {findBookable});
      Object.assign(holds, {releaseForSchedule});
    };
    processes.push(...(await Promise.all([startAppProcess(app.database), startAppProcess(app.database)])));
  });
  afterEach(() => restore());
  after(async () => {
    await Promise.all(processes.map(process => process.stop()));
    await app?.stop();
  });

  const cancel = ({reference, token}: Booked, url = app.url) =>
    call(url, 'POST', `/api/bookings/${reference}/cancel`, {body: {}, token});
  /** It alone locks the schedule for who joins, accepts or gives up. */
  const withoutLock = () => {
    holds.releaseForSchedule = async () => 0;
  };
  /**
   * Once, at that moment, somebody else comes: without the lock they do all that they want before the first one goes
   * on, with it they wait for it.
   */
  const meanwhile = (work: () => Promise<Answer>, isLocked: boolean) => {
    let other: Promise<Answer> | undefined;
    return {
      come: async () => {
        if (other !== undefined) return;
        other = work();
        await (isLocked ? untilSomeoneWaits(app.database) : other);
      },
      answer: () => other ?? assert.fail('nobody else came'),
    };
  };

  describe('an offer that is accepted, and left when it has been read that it is open', () => {
    const acceptAndLeave = async (isLocked: boolean) => {
      const {scheduleId, bookings} = await givenFullSchedule(app);
      const line = [await join(app, scheduleId), await join(app, scheduleId)] as [Joined, Joined];
      await cancel(bookings[0] as Booked);
      if (!isLocked) withoutLock();
      const leaving = meanwhile(() => say(app, line[0], 'leave'), isLocked);
      const {findDetail} = entries;
      const looks = new Map<object, number>();
      entries.findDetail = async (on, ...request) => {
        const entry = await findDetail.call(entries, on, ...request);
        looks.set(on, (looks.get(on) ?? 0) + 1);
        if ('options' in on && looks.get(on) === 2) await leaving.come();
        return entry;
      };
      const accepted = await accept(app, line[0]);
      const left = await leaving.answer();
      const seats = await promised(app, scheduleId);
      return {answers: [accepted.status, left.status], statuses: await statusesOf(app, line), seats};
    };

    it('is both without the lock: one seat is booked, and offered to the next one', async () => {
      assert.deepEqual(await acceptAndLeave(false), {
        answers: [201, 200],
        statuses: ['accepted', 'offered'],
        seats: {taken: 1, promised: 2},
      });
    });

    it('is accepted under it', async () => {
      assert.deepEqual(await acceptAndLeave(true), {
        answers: [201, 409],
        statuses: ['accepted', 'waiting'],
        seats: {taken: 1, promised: 1},
      });
    });
  });

  it('an offer that is accepted and declined five times at once is one of both, and its seat is somewhere', async () => {
    const {scheduleId, bookings} = await givenFullSchedule(app);
    const line = [await join(app, scheduleId), await join(app, scheduleId)] as [Joined, Joined];
    await cancel(bookings[0] as Booked);

    const answers = await atOnce(10, n =>
      n % 2 === 0 ? accept(app, line[0]) : say(app, line[0], 'decline'),
    );

    const isAccepted = answers.some(({status}) => status === 201);
    assert.deepEqual(
      outcomes(answers),
      isAccepted ? {201: 1, INVALID_STATUS_CHANGE: 9} : {200: 5, INVALID_STATUS_CHANGE: 5},
    );
    assert.deepEqual(
      await statusesOf(app, line),
      isAccepted ? ['accepted', 'waiting'] : ['declined', 'offered'],
    );
    await assertSeatsRight(app, scheduleId);
  });

  describe('somebody who joins while the only seat becomes free', () => {
    const given = async () => {
      const {scheduleId, bookings} = await givenFullSchedule(app);
      return {
        scheduleId,
        joins: () => app.post('/api/waiting-list', joinRequest(scheduleId)),
        frees: () => cancel(bookings[0] as Booked),
      };
    };
    const statusOfLine = async (scheduleId: number) => {
      const line = await app.rows<{status: string}>(
        'select status from waiting_list_entries where course_schedule_id = $1',
        [scheduleId],
      );
      return line.map(({status}) => status);
    };
    /** It is freed when they have read that there is none. */
    const joinFirst = async (isLocked: boolean) => {
      const {scheduleId, joins, frees} = await given();
      if (!isLocked) withoutLock();
      const freeing = meanwhile(frees, isLocked);
      const {findBookable} = schedules;
      schedules.findBookable = async (...request) => {
        const schedule = await findBookable.apply(schedules, request);
        await freeing.come();
        return schedule;
      };
      const joined = await joins();
      assert.equal((await freeing.answer()).status, 200);
      const seats = await promised(app, scheduleId);
      return [joined.body.error?.code ?? joined.status, await statusOfLine(scheduleId), seats?.taken];
    };
    /** They come when it is free, nobody is in line to be asked, and it is not committed yet. */
    const freeFirst = async (isLocked: boolean) => {
      const {scheduleId, joins, frees} = await given();
      if (!isLocked) withoutLock();
      const joining = meanwhile(joins, isLocked);
      const {listInLine} = entries;
      let isFreed = false;
      entries.listInLine = async (tx, ...request) => {
        const line = await listInLine.call(entries, tx, ...request);
        const [schedule] = await tx.rows<{taken: number}>(
          'select seats_taken as taken from course_schedules where id = :scheduleId',
          {scheduleId},
        );
        if (schedule?.taken === 0 && !isFreed) {
          isFreed = true;
          await joining.come();
        }
        return line;
      };
      assert.equal((await frees()).status, 200);
      const joined = await joining.answer();
      const seats = await promised(app, scheduleId);
      return [joined.body.error?.code ?? joined.status, await statusOfLine(scheduleId), seats?.taken];
    };

    it('waits beside a free seat without the lock, whoever was first', async () => {
      assert.deepEqual(await joinFirst(false), [201, ['waiting'], 0]);
      restore();
      assert.deepEqual(await freeFirst(false), [201, ['waiting'], 0]);
    });

    it('is offered it under the lock, or told to book', async () => {
      assert.deepEqual(await joinFirst(true), [201, ['offered'], 1]);
      restore();
      assert.deepEqual(await freeFirst(true), ['SEATS_AVAILABLE', [], 0]);
    });
  });

  describe('one person who joins twenty times at once, over two processes', () => {
    const joinTwentyTimes = async () => {
      const {scheduleId} = await givenFullSchedule(app);
      const body = joinRequest(scheduleId);
      const answers = await atOnce(20, n =>
        call(processes[n % 2]?.url ?? '', 'POST', '/api/waiting-list', {body}),
      );
      return outcomes(answers);
    };

    it('has twenty places without the unique index', async () => {
      const [index] = await app.rows<{definition: string}>(
        `select pg_get_indexdef('waiting_list_entries_person_key'::regclass) as definition`,
      );
      await app.rows('drop index waiting_list_entries_person_key');
      try {
        assert.deepEqual(await joinTwentyTimes(), {201: 20});
      } finally {
        await app.rows(
          `update waiting_list_entries set status = 'closed', ended_at = now() where ended_at is null`,
        );
        await app.rows(index?.definition ?? '');
      }
    });

    it('has one place with it', async () => {
      assert.deepEqual(await joinTwentyTimes(), {201: 1, ALREADY_WAITING: 19});
    });
  });
});

import assert from 'node:assert/strict';
import type {Database} from '../../src/database/database';
import {AppBindings} from '../../src/keys';
import type {CourseScheduleRepository} from '../../src/repositories/course-schedule.repository';
import type {WaitingListEntryRepository} from '../../src/repositories/waiting-list-entry.repository';
import type {HoldService} from '../../src/services/hold.service';
import type {WaitingListService} from '../../src/services/waiting-list.service';
import {call, givenApplication, type TestApp} from '../helpers/app';
import {type AppProcess, startAppProcess} from '../helpers/app-process';
import {type Booked, mailsTo, someoneWaits, untilSomeoneWaits} from '../helpers/booking';
import {atOnce, Barrier, outcomes, tally} from '../helpers/race';
import {until} from '../helpers/wait';
import {
  accept,
  assertSeatsRight,
  givenFullSchedule,
  type Joined,
  join,
  promised,
  say,
  statusesOf,
} from '../helpers/waiting-list';

const PUBLIC = 50;

describe('Seats that people wait for, while others want them', function () {
  this.timeout(60_000);

  const processes: AppProcess[] = [];
  let app: TestApp;
  let entries: WaitingListEntryRepository;
  let holds: HoldService;
  let schedules: CourseScheduleRepository;
  let waitingList: WaitingListService;
  let real: {
    findDetail: WaitingListEntryRepository['findDetail'];
    listInLine: WaitingListEntryRepository['listInLine'];
    lock: CourseScheduleRepository['lock'];
    offerFreedSeats: WaitingListService['offerFreedSeats'];
    releaseForSchedule: HoldService['releaseForSchedule'];
  };

  before(async () => {
    app = await givenApplication();
    // The processes have no clock of a test's.
    app.now = new Date();
    const get = <T>(name: string) => app.application.get<T>(name);
    entries = await get('repositories.WaitingListEntryRepository');
    schedules = await get('repositories.CourseScheduleRepository');
    holds = await get('services.HoldService');
    waitingList = await get('services.WaitingListService');
    real = {
      findDetail: entries.findDetail.bind(entries),
      listInLine: entries.listInLine.bind(entries),
      lock: schedules.lock.bind(schedules),
      offerFreedSeats: waitingList.offerFreedSeats.bind(waitingList),
      releaseForSchedule: holds.releaseForSchedule.bind(holds),
    };
    processes.push(...(await Promise.all([startAppProcess(app.database), startAppProcess(app.database)])));
  });
  afterEach(async () => {
    entries.findDetail = real.findDetail;
    entries.listInLine = real.listInLine;
    waitingList.offerFreedSeats = real.offerFreedSeats;
    schedules.lock = real.lock;
    holds.releaseForSchedule = real.releaseForSchedule;
    // Races without their lock leave lists that the job can't renew.
    await app.rows(
      `update waiting_list_entries set status = 'closed', ended_at = now() where ended_at is null`,
    );
  });
  after(async () => {
    await Promise.all(processes.map(process => process.stop()));
    await app?.stop();
  });

  const cancel = ({reference, token}: Booked, url = app.url) =>
    call(url, 'POST', `/api/bookings/${reference}/cancel`, {body: {}, token});
  const givenLine = async (people: number, seats = 1) => {
    const {scheduleId, bookings} = await givenFullSchedule(app, {seats});
    const line: Joined[] = [];
    for (let n = 0; n < people; n += 1) line.push(await join(app, scheduleId));
    return {scheduleId, bookings, line};
  };
  const publicBookers = (scheduleId: number, urls: string[]) =>
    atOnce(PUBLIC, n =>
      call(urls[n % urls.length] ?? '', 'POST', '/api/bookings', {
        body: app.given.bookingRequest(scheduleId),
      }),
    );

  /** A transaction's second look at an entry is the one that decides: nothing has been taken yet. */
  const afterSecondLook = (work: () => Promise<unknown>) => {
    const seenBy = new WeakSet<object>();
    entries.findDetail = async (on, ...request) => {
      const entry = await real.findDetail(on, ...request);
      if (seenBy.has(on)) await work();
      else if ('options' in on) seenBy.add(on);
      return entry;
    };
  };

  describe('two freed ones, five people who wait and fifty who book', () => {
    it('are snatched by the public when they are freed first and offered in a transaction of its own', async () => {
      const {scheduleId, bookings, line} = await givenLine(5, 2);
      waitingList.offerFreedSeats = async () => 0;

      for (const booking of bookings) await cancel(booking);
      const answers = await publicBookers(scheduleId, [app.url]);
      waitingList.offerFreedSeats = real.offerFreedSeats;
      await waitingList.renewAll();

      assert.deepEqual(outcomes(answers), {201: 2, SCHEDULE_FULL: PUBLIC - 2});
      assert.deepEqual(tally((await statusesOf(app, line)).map(String)), {waiting: 5});
    });

    it('are offered to the first two, and nobody of the public has one', async () => {
      const {scheduleId, bookings, line} = await givenLine(5, 2);
      const urls = processes.map(({url}) => url);

      const [cancelled, answers] = await Promise.all([
        Promise.all(bookings.map((booking, n) => cancel(booking, urls[n]))),
        publicBookers(scheduleId, urls),
      ]);

      assert.deepEqual(outcomes(cancelled), {200: 2});
      assert.deepEqual(outcomes(answers), {SCHEDULE_FULL: PUBLIC});
      assert.deepEqual(await statusesOf(app, line), ['offered', 'offered', 'waiting', 'waiting', 'waiting']);
      await assertSeatsRight(app, scheduleId);
    });

    it('are accepted, declined and left at once: both are somebody’s of the line at every moment', async () => {
      const {scheduleId, bookings, line} = await givenLine(5, 2);
      const urls = processes.map(({url}) => url);
      const answers = ['decline', 'accept', 'decline', 'accept', 'leave'] as const;
      const answer = (entry: Joined, what?: (typeof answers)[number]) =>
        what === 'accept' ? accept(app, entry) : say(app, entry, what ?? 'leave');

      await Promise.all(bookings.map(booking => cancel(booking)));
      const [booked, answered] = await Promise.all([
        publicBookers(scheduleId, urls),
        Promise.all(line.map((entry, n) => answer(entry, answers[n]))),
      ]);

      assert.deepEqual(outcomes(booked), {SCHEDULE_FULL: PUBLIC});
      assert.ok(answered.every(({status}) => status < 500));
      const [first, second, , , last] = await statusesOf(app, line);
      assert.deepEqual([first, second, last], ['declined', 'accepted', 'left']);
      assert.deepEqual(await promised(app, scheduleId), {taken: 2, promised: 2});
    });
  });

  describe('an offer that ends while it is accepted', () => {
    /** The job comes when the acceptance has read that the offer is open. */
    const acceptWhileTheJobComes = async (isLocked: boolean) => {
      const {scheduleId, bookings, line} = await givenLine(2);
      const [first, second] = line as [Joined, Joined];
      await cancel(bookings[0] as Booked);
      let job: Promise<void> | undefined;
      afterSecondLook(async () => {
        app.passes({days: 1});
        job = waitingList.renewAll();
        await (isLocked ? untilSomeoneWaits(app.database) : job);
      });
      const answer = await accept(app, first);
      await job;
      return {answer, scheduleId, statuses: await statusesOf(app, [first, second])};
    };

    it('is booked and offered to the next one too, without the lock', async () => {
      holds.releaseForSchedule = async () => 0;

      const {answer, scheduleId, statuses} = await acceptWhileTheJobComes(false);

      assert.equal(answer.status, 201);
      assert.deepEqual(statuses, ['accepted', 'offered']);
      assert.deepEqual(await promised(app, scheduleId), {taken: 1, promised: 2});
    });

    it('is booked, and the job finds nothing to end', async () => {
      const {answer, scheduleId, statuses} = await acceptWhileTheJobComes(true);

      assert.equal(answer.status, 201);
      assert.deepEqual(statuses, ['accepted', 'waiting']);
      await assertSeatsRight(app, scheduleId);
    });
  });

  describe('an offer that is accepted five times at once', () => {
    const acceptFiveTimes = async () => {
      const {scheduleId, bookings, line} = await givenLine(1);
      const [entry] = line as [Joined];
      await cancel(bookings[0] as Booked);
      const answers = await atOnce(5, n =>
        accept(app, entry, {attendees: [{firstName: `Attendee ${n}`, lastName: 'Waiting'}]}),
      );
      return {answers: outcomes(answers), scheduleId};
    };

    it('is five bookings on one seat when it is read without the lock', async () => {
      const allHaveRead = new Barrier(5);
      holds.releaseForSchedule = async () => 0;
      afterSecondLook(() => allHaveRead.arrive());

      const {answers, scheduleId} = await acceptFiveTimes();

      assert.deepEqual(answers, {201: 5});
      assert.deepEqual(await promised(app, scheduleId), {taken: 1, promised: 5});
    });

    it('is one booking', async () => {
      const {answers, scheduleId} = await acceptFiveTimes();

      assert.deepEqual(answers, {201: 1, INVALID_STATUS_CHANGE: 4});
      await assertSeatsRight(app, scheduleId);
    });
  });

  /**
   * The second comes when the first one has read who is next. Without the lock it does all that it can before the first
   * goes on; with it, it waits.
   */
  const twoAtOnce = async (scheduleId: number, work: () => Promise<unknown>, isLocked: boolean) => {
    if (!isLocked) schedules.lock = async () => undefined;
    let second: Promise<unknown> | undefined;
    let isDone = false;
    entries.listInLine = async (tx, id, now) => {
      const line = await real.listInLine(tx, id, now);
      if (id === scheduleId && second === undefined) {
        second = work().finally(() => {
          isDone = true;
        });
        await until(async () => isDone || (await someoneWaits(app.database)), 'the second is done, or waits');
      }
      return line;
    };
    await work();
    await second;
  };

  describe('freed seats that two offer at once', () => {
    const offerTwice = async (isLocked: boolean) => {
      const {scheduleId, line} = await givenLine(1);
      await app.rows('update course_schedules set capacity = capacity + 2 where id = $1', [scheduleId]);
      const database = await app.application.get<Database>(AppBindings.DATABASE.key);
      const offer = () =>
        database.inTransaction(async tx => {
          await schedules.lock(tx, scheduleId);
          await waitingList.offerFreedSeats(tx, scheduleId);
        });
      await twoAtOnce(scheduleId, offer, isLocked);
      return [await promised(app, scheduleId), await mailsTo(app, line[0]?.email ?? '')];
    };

    it('are taken twice for one person without the lock: one of them is lost', async () => {
      assert.deepEqual(await offerTwice(false), [
        {taken: 3, promised: 2},
        ['waiting_list_joined', 'waiting_list_offer', 'waiting_list_offer'],
      ]);
    });

    it('are taken once under it', async () => {
      assert.deepEqual(await offerTwice(true), [
        {taken: 2, promised: 2},
        ['waiting_list_joined', 'waiting_list_offer'],
      ]);
    });
  });

  describe('an offer that nobody answered, renewed by two at once', () => {
    const renewTwice = async (isLocked: boolean) => {
      const {scheduleId, bookings, line} = await givenLine(3);
      await cancel(bookings[0] as Booked);
      app.passes({days: 1});
      await twoAtOnce(scheduleId, () => waitingList.renewAll(), isLocked);
      return [await promised(app, scheduleId), await statusesOf(app, line)];
    };

    it('frees its seat twice without the lock: the next two have the only one', async () => {
      assert.deepEqual(await renewTwice(false), [{taken: 1, promised: 2}, ['expired', 'offered', 'offered']]);
    });

    it('goes to the next one under it', async () => {
      assert.deepEqual(await renewTwice(true), [{taken: 1, promised: 1}, ['expired', 'offered', 'waiting']]);
    });
  });
});

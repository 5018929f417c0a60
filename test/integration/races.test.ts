import assert from 'node:assert/strict';
import {DomainError} from '../../src/domain/errors';
import type {BookingAttendeeRepository} from '../../src/repositories/booking-attendee.repository';
import type {CourseScheduleRepository} from '../../src/repositories/course-schedule.repository';
import type {IdempotencyKeyRepository} from '../../src/repositories/idempotency-key.repository';
import type {RateLimitRepository} from '../../src/repositories/rate-limit.repository';
import type {RefreshTokenRepository} from '../../src/repositories/refresh-token.repository';
import type {UserRepository} from '../../src/repositories/user.repository';
import {type Answer, givenApplication, type TestApp} from '../helpers/app';
import {AuthClient} from '../helpers/auth';
import {atOnce, Barrier, outcomes, withoutConstraint} from '../helpers/race';

const PEOPLE = 5;

describe('A venue that five admins saw free at the same time', () => {
  let app: TestApp;
  let schedules: CourseScheduleRepository;
  let insert: CourseScheduleRepository['insertWithSessions'];

  before(async () => {
    app = await givenApplication();
    schedules = await app.application.get<CourseScheduleRepository>('repositories.CourseScheduleRepository');
    insert = schedules.insertWithSessions.bind(schedules);
  });
  after(() => app?.stop());

  /** Each asks for the same day; all have looked at the calendar before anybody writes into it. */
  const planAtOnce = async (): Promise<{venueId: number; answers: Answer[]}> => {
    const token = await app.givenAdminToken();
    const [courseId, venueId] = [await app.given.course(), await app.given.venue()];
    const allHaveLooked = new Barrier(PEOPLE);
    schedules.insertWithSessions = async (tx, schedule, createdBy) => {
      const [taken] = await tx.rows(
        `select id from schedule_sessions where venue_id = :venueId and is_blocking
           and tstzrange(start_datetime, end_datetime) && tstzrange(:start, :end)`,
        {
          venueId,
          start: schedule.sessions[0]?.startDatetime ?? '',
          end: schedule.sessions[0]?.endDatetime ?? '',
        },
      );
      await allHaveLooked.arrive();
      if (taken !== undefined) throw new DomainError('VENUE_CONFLICT', 'The venue is taken');
      return insert(tx, schedule, createdBy);
    };
    const sessions = [{startDatetime: '2027-05-04T09:00:00Z', endDatetime: '2027-05-04T16:00:00Z'}];
    const answers = await atOnce(PEOPLE, () =>
      app.post('/api/admin/schedules', {courseId, venueId, sessions}, {token}),
    );
    return {venueId, answers};
  };

  const schedulesAt = (venueId: number) =>
    app.rows<{id: number}>('select id from course_schedules where venue_id = $1', [venueId]);

  it('is promised five times when looking is all that is done', async () => {
    await withoutConstraint(app.database, 'schedule_sessions', 'schedule_sessions_venue_excl', async () => {
      const {venueId, answers} = await planAtOnce();

      assert.deepEqual(outcomes(answers), {201: PEOPLE});
      assert.equal((await schedulesAt(venueId)).length, PEOPLE);
      await app.rows('delete from course_schedules where venue_id = $1', [venueId]);
    });
  });

  it('is promised once by the exclusion constraint', async () => {
    const {venueId, answers} = await planAtOnce();

    assert.deepEqual(outcomes(answers), {201: 1, VENUE_CONFLICT: 4});
    assert.equal((await schedulesAt(venueId)).length, 1);
  });
});

describe('A limit of one booking an hour that five requests saw unreached', () => {
  let app: TestApp;
  let limits: RateLimitRepository;
  let hit: RateLimitRepository['hit'];

  before(async () => {
    app = await givenApplication({RATE_LIMIT_DISABLED: 'false', BOOKING_LIMIT: '1'});
    limits = await app.application.get<RateLimitRepository>('repositories.RateLimitRepository');
    hit = limits.hit.bind(limits);
  });
  after(() => app?.stop());

  const bookFrom = async (address: string) => {
    const id = await app.given.schedule();
    return atOnce(PEOPLE, () =>
      app.post('/api/bookings', app.given.bookingRequest(id), {headers: {'X-Forwarded-For': address}}),
    );
  };

  it('lets all five through when hits are read, added to and written back', async () => {
    const allHaveRead = new Barrier(PEOPLE);
    limits.hit = async ({bucket, subject}, limit, _now, expiresAt) => {
      const [row] = await app.rows<{hits: number}>(
        'select hits from rate_limits where bucket = $1 and subject = $2',
        [bucket, subject],
      );
      await allHaveRead.arrive();
      const hits = row?.hits ?? 0;
      if (hits >= limit) return undefined;
      await app.rows(
        `insert into rate_limits (bucket, subject, hits, expires_at) values ($1, $2, $3, $4)
         on conflict (bucket, subject) do update set hits = excluded.hits`,
        [bucket, subject, hits + 1, expiresAt],
      );
      return expiresAt;
    };

    assert.deepEqual(outcomes(await bookFrom('192.0.2.1')), {201: PEOPLE});
  });

  it('lets one through when the one statement counts', async () => {
    const allHaveCome = new Barrier(PEOPLE);
    limits.hit = async (...request) => {
      await allHaveCome.arrive();
      return hit(...request);
    };

    assert.deepEqual(outcomes(await bookFrom('192.0.2.2')), {201: 1, RATE_LIMITED: 4});
  });
});

describe('One booking that a nervous customer sends five times with one Idempotency-Key', () => {
  let app: TestApp;
  let keys: IdempotencyKeyRepository;
  let claim: IdempotencyKeyRepository['claim'];

  before(async () => {
    app = await givenApplication();
    keys = await app.application.get<IdempotencyKeyRepository>('repositories.IdempotencyKeyRepository');
    claim = keys.claim.bind(keys);
  });
  after(() => app?.stop());

  /** All five have asked for the key before anybody goes on. */
  const bookWith = async (key: string, ask: IdempotencyKeyRepository['claim']) => {
    const allHaveAsked = new Barrier(PEOPLE);
    keys.claim = async (...request) => {
      const isClaimed = await ask(...request);
      await allHaveAsked.arrive();
      return isClaimed;
    };
    const scheduleId = await app.given.schedule();
    const request = app.given.bookingRequest(scheduleId);
    const send = () => app.post('/api/bookings', request, {headers: {'Idempotency-Key': key}});
    const answers = await atOnce(PEOPLE, send);
    const bookings = await app.rows('select id from bookings where course_schedule_id = $1', [scheduleId]);
    return {answers, bookings, send};
  };

  it('is five bookings when the key is looked up but not claimed', async () => {
    const allHaveLooked = new Barrier(PEOPLE);
    const findLive = keys.findLive.bind(keys);
    keys.findLive = async (...request) => {
      const found = await findLive(...request);
      await allHaveLooked.arrive();
      return found;
    };

    const attendees = await app.application.get<BookingAttendeeRepository>(
      'repositories.BookingAttendeeRepository',
    );
    const booked = attendees.booked.bind(attendees);
    // Else it would be refused as the same attendee once more, whatever its key.
    attendees.booked = async () => [];

    const {answers, bookings} = await bookWith('unclaimed', async () => true);

    attendees.booked = booked;
    keys.findLive = findLive;
    assert.deepEqual(outcomes(answers), {201: PEOPLE});
    assert.equal(bookings.length, PEOPLE);
  });

  it('is one booking when the key is claimed, and its twins are told to come back', async () => {
    const {answers, bookings, send} = await bookWith('claimed', claim);

    assert.deepEqual(outcomes(answers), {201: 1, REQUEST_IN_PROGRESS: 4});
    assert.equal(bookings.length, 1);
    const again = await send();
    assert.deepEqual(again.body, answers.find(({status}) => status === 201)?.body);
  });
});

describe('One refresh token that five clients found unused', () => {
  let app: TestApp;
  let users: UserRepository;
  let tokens: RefreshTokenRepository;
  let refreshToken: string;
  let lockAccount: UserRepository['lockAccount'];

  before(async () => {
    app = await givenApplication();
    users = await app.application.get<UserRepository>('repositories.UserRepository');
    tokens = await app.application.get<RefreshTokenRepository>('repositories.RefreshTokenRepository');
    lockAccount = users.lockAccount.bind(users);
  });
  beforeEach(async () => {
    const {email} = await app.givenSignIn('customer');
    refreshToken = (await new AuthClient(app).login(email)).body.refreshToken;
  });
  after(() => app?.stop());

  const refreshAtOnce = () => atOnce(PEOPLE, () => new AuthClient(app).refresh(refreshToken));
  const works = async ({body}: Answer) => (await new AuthClient(app).me(body.accessToken)).status === 200;

  it('opens five sign-ins when nobody waits for the others', async () => {
    const markUsed = tokens.markUsed.bind(tokens);
    const allHaveChecked = new Barrier(PEOPLE);
    users.lockAccount = (tx, id) => users.findAccount(id, tx);
    tokens.markUsed = async (...request) => {
      await allHaveChecked.arrive();
      return markUsed(...request);
    };

    const answers = await refreshAtOnce();

    [users.lockAccount, tokens.markUsed] = [lockAccount, markUsed];
    assert.deepEqual(outcomes(answers), {200: PEOPLE});
    assert.deepEqual(await Promise.all(answers.map(works)), Array(PEOPLE).fill(true));
  });

  it('opens one when they take turns, and that one ends as the token was used twice', async () => {
    const allHaveFound = new Barrier(PEOPLE);
    users.lockAccount = async (...request) => {
      await allHaveFound.arrive();
      return lockAccount(...request);
    };

    const answers = await refreshAtOnce();

    users.lockAccount = lockAccount;
    assert.deepEqual(outcomes(answers), {200: 1, NOT_AUTHENTICATED: 4});
    const [winner] = answers.filter(({status}) => status === 200);
    assert.equal(winner && (await works(winner)), false);
  });
});

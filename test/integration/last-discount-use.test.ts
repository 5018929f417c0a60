import assert from 'node:assert/strict';
import type {DiscountCodeRepository} from '../../src/repositories/discount-code.repository';
import {call, givenApplication, type TestApp} from '../helpers/app';
import {type AppProcess, startAppProcess} from '../helpers/app-process';
import {Given} from '../helpers/given';
import {atOnce, Barrier, outcomes, withoutConstraint} from '../helpers/race';
import type {TestDatabase} from '../helpers/server';
import {migratedDatabase} from '../helpers/template';

/** What the code's counter says, and how many bookings carry it. */
async function count(database: TestDatabase, code: string) {
  const {rows} = await database.query<{timesUsed: number; bookings: number}>(
    `select d.times_used as "timesUsed",
       (select count(*)::integer from bookings b where b.discount_code_id = d.id) as bookings
     from discount_codes d where d.code = $1`,
    [code],
  );
  return rows[0];
}

describe('The last use of a discount code, over two processes', function () {
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

  const askFiftyTimes = (discountCode: string, scheduleIds: number[]) =>
    atOnce(50, index =>
      call(processes[index % 2]?.url ?? '', 'POST', '/api/bookings', {
        body: given.bookingRequest(scheduleIds[index % scheduleIds.length] ?? 0, {discountCode}),
      }),
    );

  it('goes to one of fifty people who book one schedule with it at once', async () => {
    const scheduleId = await given.schedule({seats: 100, price: '80.00'});
    const code = await given.discountCode({usageLimit: 1, type: 'percentage', value: '25'});

    const answers = await askFiftyTimes(code, [scheduleId]);

    assert.deepEqual(outcomes(answers), {201: 1, DISCOUNT_CODE_EXHAUSTED: 49});
    assert.deepEqual(new Set(answers.map(({status}) => status)), new Set([201, 422]));
    assert.equal(answers.find(({status}) => status === 201)?.body.paymentAmount, '60.00');
    assert.deepEqual(await count(database, code), {timesUsed: 1, bookings: 1});
    const {rows} = await database.query<{seats_taken: number}>(
      'select seats_taken from course_schedules where id = $1',
      [scheduleId],
    );
    assert.deepEqual(rows, [{seats_taken: 1}], 'whoever got no discount holds no seat');
  });

  it('goes to one of fifty people who book ten schedules with it at once', async () => {
    const scheduleIds = await atOnce(10, () => given.schedule());
    const code = await given.discountCode({usageLimit: 1});

    const answers = await askFiftyTimes(code, scheduleIds);

    assert.deepEqual(outcomes(answers), {201: 1, DISCOUNT_CODE_EXHAUSTED: 49});
    assert.deepEqual(await count(database, code), {timesUsed: 1, bookings: 1});
  });
});

describe('A discount code with one use that five people saw unused', () => {
  const PEOPLE = 5;
  let app: TestApp;
  let discountCodes: DiscountCodeRepository;
  let use: DiscountCodeRepository['use'];

  before(async () => {
    app = await givenApplication();
    discountCodes = await app.application.get<DiscountCodeRepository>('repositories.DiscountCodeRepository');
    use = discountCodes.use.bind(discountCodes);
  });
  after(() => app?.stop());

  /** Each books a schedule of its own, so that nothing but the code decides; all have looked before `take` goes on. */
  const bookWith = async (take: DiscountCodeRepository['use']) => {
    const discountCode = await app.given.discountCode({usageLimit: 1});
    const scheduleIds = await atOnce(PEOPLE, () => app.given.schedule());
    const allHaveLooked = new Barrier(PEOPLE);
    discountCodes.use = async (...request) => {
      await allHaveLooked.arrive();
      return take(...request);
    };
    const answers = await Promise.all(
      scheduleIds.map(id => app.post('/api/bookings', app.given.bookingRequest(id, {discountCode}))),
    );
    return {answers: outcomes(answers), counted: await count(app.database, discountCode)};
  };

  it('is used five times when the counter is read, added to and written back', async () => {
    const allHaveRead = new Barrier(PEOPLE);

    const {answers, counted} = await bookWith(async (tx, id) => {
      const [code] = await tx.rows<{used: number; limit: number}>(
        'select times_used as used, usage_limit as limit from discount_codes where id = :id',
        {id},
      );
      await allHaveRead.arrive();
      if (code === undefined || code.used >= code.limit) return false;
      await tx.rows('update discount_codes set times_used = :used where id = :id', {used: code.used + 1, id});
      return true;
    });

    assert.deepEqual(answers, {201: PEOPLE});
    assert.deepEqual(counted, {timesUsed: 1, bookings: PEOPLE});
  });

  const addWithoutAsking: DiscountCodeRepository['use'] = async (tx, id) => {
    await tx.rows('update discount_codes set times_used = times_used + 1 where id = :id', {id});
    return true;
  };

  it('is used five times when neither the statement nor the constraint says no', async () => {
    const {answers, counted} = await withoutConstraint(
      app.database,
      'discount_codes',
      'discount_codes_times_used_check',
      () => bookWith(addWithoutAsking),
    );

    assert.deepEqual(answers, {201: PEOPLE});
    assert.deepEqual(counted, {timesUsed: PEOPLE, bookings: PEOPLE});
  });

  it('is used once when only the constraint is left to say no', async () => {
    const {answers, counted} = await bookWith(addWithoutAsking);

    assert.deepEqual(answers, {201: 1, DISCOUNT_CODE_EXHAUSTED: 4});
    assert.deepEqual(counted, {timesUsed: 1, bookings: 1});
  });

  it('is used once by the one statement that uses it', async () => {
    const {answers, counted} = await bookWith(use);

    assert.deepEqual(answers, {201: 1, DISCOUNT_CODE_EXHAUSTED: 4});
    assert.deepEqual(counted, {timesUsed: 1, bookings: 1});
  });
});

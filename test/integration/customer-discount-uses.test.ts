import assert from 'node:assert/strict';
import type {DiscountCodeRepository} from '../../src/repositories/discount-code.repository';
import {call, givenApplication, type TestApp} from '../helpers/app';
import {type AppProcess, startAppProcess} from '../helpers/app-process';
import {book} from '../helpers/booking';
import {Given} from '../helpers/given';
import {atOnce, Barrier, outcomes} from '../helpers/race';
import type {TestDatabase} from '../helpers/server';
import {migratedDatabase} from '../helpers/template';

const TIMES = 10;
const CONTACT = {firstName: 'Cora', lastName: 'Customer', email: 'cora@example.com'};

async function givenCode(database: TestDatabase, given: Given, maxUses: number): Promise<string> {
  const code = await given.discountCode();
  await database.query('update discount_codes set max_uses_per_customer = $1 where code = $2', [
    maxUses,
    code,
  ]);
  return code;
}

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

describe("A customer's only use of a discount code, asked for ten times at once over two processes", function () {
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

  for (const [who, isKnown] of [
    ['a customer who has booked before', true],
    ['somebody new', false],
  ] as const) {
    it(`is one booking: ${who}, on as many schedules`, async () => {
      const contact = {...CONTACT, email: `${isKnown}@example.com`};
      const discountCode = await givenCode(database, given, 1);
      const scheduleIds = await atOnce(TIMES, () => given.schedule());
      const bookWith = (index: number, extra: object) =>
        call(processes[index % 2]?.url ?? '', 'POST', '/api/bookings', {
          body: given.bookingRequest(scheduleIds[index] ?? 0, {contact, ...extra}),
        });
      if (isKnown)
        await call(processes[0]?.url ?? '', 'POST', '/api/bookings', {
          body: given.bookingRequest(await given.schedule(), {contact}),
        });

      const answers = await atOnce(TIMES, index => bookWith(index, {discountCode}));

      assert.deepEqual(outcomes(answers), {201: 1, DISCOUNT_CODE_ALREADY_USED: TIMES - 1});
      assert.deepEqual(await count(database, discountCode), {timesUsed: 1, bookings: 1});
    });
  }
});

describe('A discount code that a customer who asks five times at once may use twice', () => {
  const PEOPLE = 5;
  let app: TestApp;
  let discountCodes: DiscountCodeRepository;
  let use: DiscountCodeRepository['use'];
  let countUsesBy: DiscountCodeRepository['countUsesBy'];

  before(async () => {
    app = await givenApplication();
    discountCodes = await app.application.get<DiscountCodeRepository>('repositories.DiscountCodeRepository');
    use = discountCodes.use.bind(discountCodes);
    countUsesBy = discountCodes.countUsesBy.bind(discountCodes);
    // Somebody new would wait for their own row of users, and so for each other.
    await book(app, await app.given.schedule(), {contact: CONTACT});
  });
  after(() => app?.stop());

  const bookAtOnce = async () => {
    const discountCode = await givenCode(app.database, app.given, 2);
    const scheduleIds = await atOnce(PEOPLE, () => app.given.schedule());
    const answers = await Promise.all(
      scheduleIds.map(id =>
        app.post('/api/bookings', app.given.bookingRequest(id, {contact: CONTACT, discountCode})),
      ),
    );
    return {answers: outcomes(answers), bookings: (await count(app.database, discountCode))?.bookings};
  };

  it('is used five times when the uses are counted without the lock on the code', async () => {
    const allHaveCounted = new Barrier(PEOPLE);
    discountCodes.use = async () => true;
    discountCodes.countUsesBy = async (...request) => {
      const uses = await countUsesBy(...request);
      await allHaveCounted.arrive();
      return uses;
    };

    assert.deepEqual(await bookAtOnce(), {answers: {201: PEOPLE}, bookings: PEOPLE});
  });

  it('is used twice when they are counted under it', async () => {
    const allHaveCome = new Barrier(PEOPLE);
    discountCodes.use = async (...request) => {
      await allHaveCome.arrive();
      return use(...request);
    };
    discountCodes.countUsesBy = countUsesBy;

    assert.deepEqual(await bookAtOnce(), {
      answers: {201: 2, DISCOUNT_CODE_ALREADY_USED: PEOPLE - 2},
      bookings: 2,
    });
  });
});

import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book} from '../helpers/booking';
import {atOnce, outcomes} from '../helpers/race';
import {StaffRecords} from '../helpers/staff-records';

describe('Staff and discount codes', () => {
  let app: TestApp;
  let codes: StaffRecords;

  before(async () => {
    app = await givenApplication();
    codes = new StaffRecords(app, await app.givenAdminToken(), '/api/admin/discount-codes');
  });
  after(() => app?.stop());

  const code = (values: object = {}) => ({
    code: `C${Math.random().toString(36).slice(2)}`,
    discountType: 'percentage',
    discountValue: '10.00',
    validFrom: '2027-01-01',
    validUntil: '2027-12-31',
    ...values,
  });

  it('the least that a code needs: the rest is as usual, and it counts at once', async () => {
    const {body} = await codes.create(code({code: 'Welcome_27'}));

    const expected = {
      code: 'Welcome_27',
      description: '',
      minPurchaseAmount: '0.00',
      usageLimit: null,
      timesUsed: 0,
      courseTypeRestriction: null,
      isActive: true,
    };
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(body[name], value, name);
    const {made} = await book(app, await app.given.schedule(), {discountCode: 'WELCOME_27'});
    assert.equal(made.discountApplied, '7.50');
  });

  it('belongs to one code whatever its case, also when ten create it at once', async () => {
    await codes.created(code({code: 'SUMMER'}));
    const {id} = await codes.created(code());

    assertRefused(await codes.create(code({code: 'summer'})), 409, 'CODE_TAKEN');
    assertRefused(await codes.edit(id, {code: 'Summer'}, 1), 409, 'CODE_TAKEN');
    const answers = await atOnce(10, n => codes.create(code({code: n % 2 === 0 ? 'WINTER' : 'winter'})));
    assert.deepEqual(outcomes(answers), {201: 1, CODE_TAKEN: 9});
  });

  it('takes off more than nothing, and at most all', async () => {
    const {id: percent} = await codes.created(code({discountValue: '100.00'}));
    const {id: pounds} = await codes.created(code({discountType: 'fixed', discountValue: '150.00'}));
    const problem = {
      path: '/discountValue',
      message: 'must be more than 0 and, as a percentage, at most 100',
    };

    for (const values of [
      {discountValue: '100.01'},
      {discountValue: '0.00'},
      {discountType: 'fixed', discountValue: '0.00'},
    ]) {
      const refused = await codes.create(code(values));
      assertRefused(refused, 422, 'VALIDATION_FAILED');
      assert.deepEqual(refused.body.error.details.problems, [problem]);
    }
    assertRefused(await codes.edit(percent, {discountValue: '101.00'}, 1), 422, 'VALIDATION_FAILED');
    assertRefused(await codes.edit(pounds, {discountType: 'percentage'}, 1), 422, 'VALIDATION_FAILED');
    assertRefused(await codes.create(code({discountValue: '-5.00'})), 422, 'VALIDATION_FAILED');
  });

  it('counts from a day to a day that is not before it', async () => {
    const {id} = await codes.created(code({validFrom: '2027-06-01', validUntil: '2027-06-01'}));

    for (const change of [{validUntil: '2027-05-31'}, {validFrom: '2027-06-02'}]) {
      const refused = await codes.edit(id, change, 1);
      assertRefused(refused, 422, 'VALIDATION_FAILED');
      assert.deepEqual(refused.body.error.details.problems[0].path, '/validUntil');
    }
    for (const day of ['2027-02-29', '2027-13-01', '0000-01-01', '2027-6-1', '01/06/2027', '']) {
      assertRefused(await codes.create(code({validFrom: day})), 422, 'VALIDATION_FAILED');
      assertRefused(await codes.edit(id, {validUntil: day}, 1), 422, 'VALIDATION_FAILED');
    }
    const {body} = await codes.edit(id, {validFrom: '2028-02-29', validUntil: '2028-03-01'}, 1);
    assert.deepEqual([body.validFrom, body.validUntil], ['2028-02-29', '2028-03-01']);
  });

  it('is for a type of course that there is', async () => {
    const {id} = await codes.created(code());

    assertRefused(
      await codes.create(code({courseTypeRestriction: 'juggling'})),
      422,
      'COURSE_TYPE_NOT_FOUND',
    );
    assertRefused(await codes.edit(id, {courseTypeRestriction: 'juggling'}, 1), 422, 'COURSE_TYPE_NOT_FOUND');
    assert.equal((await codes.edit(id, {courseTypeRestriction: 'faw'}, 1)).body.courseTypeRestriction, 'faw');
    assert.equal((await codes.edit(id, {courseTypeRestriction: null}, 2)).body.courseTypeRestriction, null);
  });

  it('is never limited below what was used of it, also while it is being used', async () => {
    const {id, code: word} = await codes.created(code({usageLimit: 10}));
    const scheduleId = await app.given.schedule({seats: 50});
    for (let n = 0; n < 3; n += 1) await book(app, scheduleId, {discountCode: word});

    const refused = await codes.edit(id, {usageLimit: 2}, 1);

    assertRefused(refused, 409, 'IN_USE');
    assert.deepEqual(refused.body.error.details, {timesUsed: 3});
    const {body} = await codes.edit(id, {usageLimit: 4}, 1);
    assert.deepEqual([body.usageLimit, body.timesUsed, body.version], [4, 3, 2]);
    const answers = await Promise.all([
      codes.edit(id, {usageLimit: 3}, 2),
      ...Array.from({length: 5}, () =>
        app.post('/api/bookings', app.given.bookingRequest(scheduleId, {discountCode: word})),
      ),
    ]);
    assert.ok(answers.every(answer => answer.status < 500));
    const {body: after} = await codes.read(id);
    assert.ok(after.timesUsed <= after.usageLimit, `${after.timesUsed} of ${after.usageLimit}`);
    assert.equal((await codes.edit(id, {usageLimit: null}, after.version)).body.usageLimit, null);
  });

  it("an editor's version is not spoilt by customers who use the code", async () => {
    const {id, code: word} = await codes.created(code());
    await book(app, await app.given.schedule(), {discountCode: word});

    const {status, body} = await codes.edit(id, {description: 'seen before'}, 1);

    assert.deepEqual([status, body.version, body.timesUsed], [200, 2, 1]);
  });

  it('one that was used stays, and the refusal says why; deactivated, it counts no more', async () => {
    const {id, code: word} = await codes.created(code());
    const scheduleId = await app.given.schedule();
    const {reference, token} = await book(app, scheduleId, {discountCode: word});
    await app.post(`/api/bookings/${reference}/cancel`, {}, {token});

    const refused = await codes.remove(id, 1);

    assertRefused(refused, 409, 'IN_USE');
    assert.deepEqual(refused.body.error.details, {hanging: {bookings: 1}});
    assert.equal((await codes.edit(id, {isActive: false}, 1)).status, 200);
    const tried = await app.post('/api/bookings', app.given.bookingRequest(scheduleId, {discountCode: word}));
    assertRefused(tried, 422, 'DISCOUNT_CODE_INVALID');
  });
});

import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused} from '../helpers/booking';
import {atOnce, outcomes} from '../helpers/race';
import {activityOf, StaffRecords} from '../helpers/staff-records';

const FULL = {name: 'a month or more', minDaysBefore: 30, refundPercent: 100};
const HALF = {name: 'a week or more', minDaysBefore: 7, refundPercent: 50};
const NONE = {name: 'later', minDaysBefore: 0, refundPercent: 0};

describe('Cancellation policies', () => {
  let app: TestApp;
  let policies: StaffRecords;
  let token: string;
  let count = 0;

  before(async () => {
    app = await givenApplication();
    token = await app.givenAdminToken();
    policies = new StaffRecords(app, token, '/api/admin/cancellation-policies');
  });
  after(() => app?.stop());

  const given = (values: object = {}) => {
    count += 1;
    return policies.created({name: `Policy ${count}`, tiers: [HALF, FULL, NONE], ...values});
  };
  const defaults = async () => {
    const {body} = await app.get('/api/admin/cancellation-policies?isDefault=true', {token});
    return body.items;
  };

  it('have tiers, shown from the most days on, and an entry in the log', async () => {
    const policy = await given();

    assert.deepEqual([policy.isDefault, policy.version, policy.tiers], [false, 1, [FULL, HALF, NONE]]);
    const edited = await policies.edit(policy.id, {tiers: [FULL]}, 1);
    assert.deepEqual([edited.status, edited.body.version, edited.body.tiers], [200, 2, [FULL]]);
    assert.deepEqual((await policies.edit(policy.id, {tiers: [FULL]}, 2)).body.version, 2);
    const log = await activityOf(app, 'cancellation_policy', policy.id);
    assert.deepEqual(
      log.map(({action, new_values}) => [action, (new_values as {tiers: unknown}).tiers]),
      [
        ['cancellation_policy.created', [HALF, FULL, NONE]],
        ['cancellation_policy.updated', [FULL]],
      ],
    );
  });

  it('are edited and deleted with the version that was seen', async () => {
    const {id} = await given();

    assertRefused(await policies.edit(id, {name: 'x'}, null), 428, 'VERSION_REQUIRED');
    assertRefused(await policies.edit(id, {name: 'x'}, 7), 412, 'VERSION_CONFLICT');
    assertRefused(await policies.remove(id, 7), 412, 'VERSION_CONFLICT');
    assert.equal((await policies.remove(id, 1)).status, 204);
    assertRefused(await policies.read(id), 404, 'CANCELLATION_POLICY_NOT_FOUND');
  });

  it('make sense: a name of their own, tiers for different days, and never more for coming later', async () => {
    const {name} = await given();
    const create = (values: object) => policies.create({name: 'Another', tiers: [FULL], ...values});

    assertRefused(await create({name}), 409, 'POLICY_NAME_TAKEN');
    const twice = await create({tiers: [FULL, {...HALF, minDaysBefore: 30}]});
    assertRefused(twice, 422, 'VALIDATION_FAILED');
    assert.deepEqual(twice.body.error.details.problems, [
      {path: '/tiers/1/minDaysBefore', message: 'is there twice'},
    ]);
    const later = await create({
      tiers: [
        {...HALF, refundPercent: 60},
        {...FULL, refundPercent: 50},
      ],
    });
    assert.deepEqual(later.body.error.details.problems, [
      {path: '/tiers/0/refundPercent', message: 'is more than what comes back earlier'},
    ]);
    for (const tiers of [
      [],
      [{...FULL, refundPercent: 101}],
      [{...FULL, refundPercent: 12.5}],
      [{...FULL, minDaysBefore: -1}],
      [{...FULL, name: ' '}],
      [{...FULL, extra: 1}],
    ]) {
      assertRefused(await create({tiers}), 422, 'VALIDATION_FAILED');
    }
  });

  it('have one default, also when several are made it at once', async () => {
    const made = await atOnce(4, () => given());

    const answers = await Promise.all(made.map(({id}) => policies.edit(id, {isDefault: true}, 1)));

    assert.deepEqual(outcomes(answers), {200: 4});
    const [only, ...others] = await defaults();
    assert.deepEqual(others, []);
    assertRefused(await policies.remove(only.id, only.version), 409, 'IN_USE');
    assertRefused(await policies.edit(only.id, {isDefault: false}, only.version), 422, 'VALIDATION_FAILED');
    const next = await given({isDefault: true});
    assert.deepEqual(
      (await defaults()).map(({id}: {id: number}) => id),
      [next.id],
    );
  });

  it('can not lose their default by any way: nobody could book', async () => {
    const [policy] = await defaults();

    for (const sql of [
      'delete from cancellation_policies where id = $1',
      'update cancellation_policies set is_default = false where id = $1',
      'delete from cancellation_policy_tiers where cancellation_policy_id = $1',
    ]) {
      await assert.rejects(app.rows(sql, [policy.id]), {constraint: 'cancellation_policies_default_check'});
    }
  });
});

import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused} from '../helpers/booking';
import {outcomes} from '../helpers/race';
import {racingForRow, StaffRecords} from '../helpers/staff-records';

describe('Staff and venues', () => {
  let app: TestApp;
  let token: string;
  let venues: StaffRecords;

  before(async () => {
    app = await givenApplication();
    token = await app.givenAdminToken();
    venues = new StaffRecords(app, token, '/api/admin/venues');
  });
  after(() => app?.stop());

  const venue = (values: object = {}) => ({
    name: 'Leeds Training Centre',
    addressLine1: '14 Park Row',
    city: 'Leeds',
    postcode: 'LS1 5HD',
    capacity: 12,
    ...values,
  });

  it('the least that a venue needs: the rest is empty', async () => {
    const {body} = await venues.create(venue());

    const expected = {addressLine2: null, facilities: [], parkingInfo: null, isActive: true, version: 1};
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(body[name], value, name);
    const names = (await app.get('/api/venues')).body.map(({id}: {id: number}) => id);
    assert.ok(names.includes(body.id));
  });

  it('facilities are a list of words, kept in its order', async () => {
    const {id} = await venues.created(venue({facilities: ['projector', 'kitchen']}));

    const {body} = await venues.edit(id, {facilities: ['kitchen', 'projector']}, 1);

    assert.deepEqual([body.facilities, body.version], [['kitchen', 'projector'], 2]);
    const refused = ['projector', [''], [1], [null], {}, Array(51).fill('x'), ['x'.repeat(101)]];
    for (const facilities of refused) {
      assertRefused(await venues.edit(id, {facilities}, 2), 422, 'VALIDATION_FAILED');
    }
  });

  it('never becomes smaller than a schedule that is planned there', async () => {
    const {id} = await venues.created(venue({capacity: 20}));
    await app.given.schedule({venueId: id, seats: 15, status: 'draft', startsInDays: 10});
    await app.given.schedule({venueId: id, seats: 12, startsInDays: 20});
    await app.given.schedule({venueId: id, seats: 20, status: 'completed', startsInDays: -20});
    await app.given.schedule({venueId: id, seats: 20, status: 'cancelled', startsInDays: 30});

    assertRefused(await venues.edit(id, {capacity: 14, name: 'Smaller'}, 1), 409, 'VENUE_TOO_SMALL');

    const {body: kept} = await venues.read(id);
    assert.deepEqual([kept.capacity, kept.name, kept.version], [20, 'Leeds Training Centre', 1]);
    assert.equal((await venues.edit(id, {capacity: 15}, 1)).body.capacity, 15);
  });

  it('made smaller while somebody plans a larger schedule: one of the two is refused', async () => {
    const courseId = await app.given.course();
    const day = {startDatetime: '2027-05-04T09:00:00Z', endDatetime: '2027-05-04T16:00:00Z'};
    for (let round = 0; round < 5; round += 1) {
      const {id: venueId} = await venues.created(venue({capacity: 20}));

      const answers = await racingForRow(app.database, 'venues', venueId, [
        () => app.post('/api/admin/schedules', {courseId, venueId, capacity: 20, sessions: [day]}, {token}),
        () => venues.edit(venueId, {capacity: 10}, 1),
      ]);

      const outcome = Object.keys(outcomes(answers)).sort().join(' ');
      assert.ok(['200 VENUE_TOO_SMALL', '201 VENUE_TOO_SMALL'].includes(outcome), outcome);
    }
  });

  it('one where a schedule was ever planned stays, and the refusal says why', async () => {
    const {id} = await venues.created(venue());
    await app.given.schedule({venueId: id, status: 'cancelled'});

    const refused = await venues.remove(id, 1);

    assertRefused(refused, 409, 'IN_USE');
    assert.deepEqual(refused.body.error.details, {hanging: {schedules: 1}});
    assert.equal((await venues.edit(id, {isActive: false}, 1)).body.isActive, false);
    const shown = (await app.get('/api/venues')).body.map((item: {id: number}) => item.id);
    assert.ok(!shown.includes(id));
  });

  it('refuses what a venue can not have', async () => {
    const refused = [
      {capacity: 0},
      {capacity: 10_001},
      {capacity: null},
      {postcode: ''},
      {postcode: 'x'.repeat(11)},
      {addressLine1: null},
      {addressLine2: ' '},
      {parkingInfo: 'nul\u0000'},
      {parkingInfo: 'half a \udc00 smiley'},
      {city: 1},
    ];
    for (const values of refused) assertRefused(await venues.create(venue(values)), 422, 'VALIDATION_FAILED');
    assertRefused(await venues.create({name: 'only a name'}), 422, 'VALIDATION_FAILED');
  });
});

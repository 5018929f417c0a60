import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused} from '../helpers/booking';
import {outcomes} from '../helpers/race';
import {activityOf, racingForRow, StaffRecords} from '../helpers/staff-records';

describe('Staff and courses', () => {
  let app: TestApp;
  let token: string;
  let courses: StaffRecords;

  before(async () => {
    app = await givenApplication();
    token = await app.givenAdminToken();
    courses = new StaffRecords(app, token, '/api/admin/courses');
  });
  after(() => app?.stop());

  const random = () => Math.random().toString(36).slice(2);
  const course = (values: object = {}) => ({
    name: `Course ${random()}`,
    courseType: 'efaw',
    durationHours: '6.00',
    price: '75.00',
    ...values,
  });

  it('the least that a course needs: the rest is as usual', async () => {
    const {body} = await courses.create(course({name: 'Évacuation: Chair (2 h) & more!'}));

    const expected = {
      slug: 'evacuation-chair-2-h-more',
      description: '',
      maxCapacity: 12,
      certificationValidityYears: 3,
      isActive: true,
    };
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(body[name], value, name);
    const [activity] = await activityOf(app, 'course', body.id);
    assert.equal(activity?.new_values?.slug, expected.slug);
  });

  it('a name of other letters gets an address all the same', async () => {
    const {slug} = await courses.created(course({name: 'دورة الإسعافات الأولية'}));

    assert.match(String(slug), /^course-[0-9a-f]{8}$/);
  });

  it('an address belongs to one course only, made or typed', async () => {
    const {id} = await courses.created(course({name: 'Manual Handling'}));
    const other = await courses.created(course());

    assertRefused(await courses.create(course({name: 'Manual handling!'})), 409, 'SLUG_TAKEN');
    assertRefused(await courses.create(course({slug: 'manual-handling'})), 409, 'SLUG_TAKEN');
    assertRefused(await courses.edit(other.id, {slug: 'manual-handling'}, 1), 409, 'SLUG_TAKEN');
    assert.equal((await courses.edit(id, {slug: 'lifting'}, 1)).body.slug, 'lifting');
    assert.equal((await courses.edit(other.id, {slug: 'manual-handling'}, 1)).body.slug, 'manual-handling');
  });

  it('a course is of a type that there is', async () => {
    const {id} = await courses.created(course());

    assertRefused(await courses.create(course({courseType: 'juggling'})), 422, 'COURSE_TYPE_NOT_FOUND');
    assertRefused(await courses.edit(id, {courseType: 'juggling'}, 1), 422, 'COURSE_TYPE_NOT_FOUND');
  });

  it('amounts, hours and numbers are written in one way, in which they can be kept exactly', async () => {
    const refused = [
      {price: '75'},
      {price: 75},
      {price: '75.5'},
      {price: '-1.00'},
      {price: '1e3'},
      {price: '100000000.00'},
      {price: '075.00'},
      {durationHours: '0.00'},
      {durationHours: '100'},
      {durationHours: '6,5'},
      {durationHours: '6'},
      {durationHours: '06.00'},
      {durationHours: 6},
      {maxCapacity: 0},
      {maxCapacity: 1.5},
      {maxCapacity: '12'},
      {certificationValidityYears: 0},
      {isActive: 'true'},
      {name: ' '},
      {name: 'x'.repeat(201)},
      {name: 'nul\u0000'},
      {slug: 'Not A Slug'},
      {slug: 'a--b'},
      {slug: ''},
      {description: 'half a \ud83d smiley'},
      {description: null},
    ];
    const {id} = await courses.created(course());
    for (const values of refused) {
      assertRefused(await courses.create(course(values)), 422, 'VALIDATION_FAILED');
      assertRefused(await courses.edit(id, values, 1), 422, 'VALIDATION_FAILED');
    }
    const {body} = await courses.create(course({price: '99999999.99', durationHours: '99.75'}));
    assert.deepEqual([body.price, body.durationHours], ['99999999.99', '99.75']);
    assert.equal((await courses.create(course({price: '0.00'}))).body.price, '0.00');
  });

  it('one that was ever scheduled stays, and the refusal says why; deactivated, the public sees it no more', async () => {
    const {id, slug} = await courses.created(course());
    await app.given.schedule({courseId: id, status: 'cancelled'});
    await app.given.schedule({courseId: id});

    const refused = await courses.remove(id, 1);

    assertRefused(refused, 409, 'IN_USE');
    assert.deepEqual(refused.body.error.details, {hanging: {schedules: 2}});
    assert.match(refused.body.error.message, /2 schedules.*[Dd]eactivate/);
    assert.equal((await app.get(`/api/courses/${slug}`)).status, 200);
    assert.equal((await courses.edit(id, {isActive: false}, 1)).status, 200);
    assertRefused(await app.get(`/api/courses/${slug}`), 404, 'COURSE_NOT_FOUND');
    const {body} = await app.get(`/api/schedules?courseId=${id}`);
    assert.deepEqual(body.items, []);
  });

  it('one that is deleted while somebody schedules it is either kept or can not be scheduled', async () => {
    const day = {startDatetime: '2027-05-04T09:00:00Z', endDatetime: '2027-05-04T16:00:00Z'};
    for (let round = 0; round < 5; round += 1) {
      const {id: courseId} = await courses.created(course());
      const venueId = await app.given.venue();

      const answers = await racingForRow(app.database, 'courses', courseId, [
        () => app.post('/api/admin/schedules', {courseId, venueId, sessions: [day]}, {token}),
        () => courses.remove(courseId, 1),
      ]);

      const outcome = Object.keys(outcomes(answers)).sort().join(' ');
      assert.ok(['201 IN_USE', '204 COURSE_NOT_FOUND'].includes(outcome), outcome);
    }
  });

  it('an edited price counts for new bookings, and an old one keeps what was agreed', async () => {
    const {id: courseId} = await courses.created(course());
    const scheduleId = await app.given.schedule({courseId});
    const before = await app.post('/api/bookings', app.given.bookingRequest(scheduleId));

    await courses.edit(courseId, {price: '90.00'}, 1);

    const after = await app.post('/api/bookings', app.given.bookingRequest(scheduleId));
    assert.deepEqual([before.body.paymentAmount, after.body.paymentAmount], ['75.00', '90.00']);
    const {body} = await app.get(`/api/bookings/${before.body.bookingReference}`, {
      token: before.body.accessToken,
    });
    assert.equal(body.paymentAmount, '75.00');
  });
});

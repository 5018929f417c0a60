import assert from 'node:assert/strict';
import {givenSite} from '../helpers/browser/site';
import {givenAttendees} from '../helpers/register';

describe('Staff plan courses', () => {
  const site = givenSite();

  it(
    'each week at a venue that is taken on one of the days: it is shown and left out, the others are saved',
    site.test(async ({app}) => {
      const courseId = await app.given.course();
      const venueId = await app.given.venue();
      // The application's clock stands at Monday, 1 March 2027.
      await app.given.schedule({venueId, startsAt: '2027-03-15T09:00:00Z'});
      const staff = await site.visitor({as: await site.staff()});

      await staff.open('/admin/schedules');
      await staff.follow('Recurring course');
      await staff.field('Course').selectOption(String(courseId));
      await staff.field('Venue').selectOption(String(venueId));
      await staff.field('How many dates').fill('3');
      await staff.sees('2 of 3 dates will be planned.');
      await staff.sees('Can not be held');
      await staff.sees(/The venue is taken/);
      await staff.settled();
      await staff.press('Save 2 dates as drafts');
      await staff.page.getByRole('heading', {name: 'Schedules', level: 1}).waitFor();

      const planned = await app.rows<{day: string; status: string}>(
        `select to_char(start_datetime at time zone 'Europe/London', 'YYYY-MM-DD') as day, status
         from course_schedules where course_id = $1 order by start_datetime`,
        [courseId],
      );
      assert.deepEqual(
        planned.map(({day, status}) => `${day} ${status}`),
        ['2027-03-08 draft', '2027-03-22 draft'],
      );
    }),
  );

  it(
    'and print the register of tomorrow’s course, with everybody who comes and nothing else on the paper',
    site.test(async ({app}) => {
      const schedule = await app.given.schedule({startsAt: '2027-03-02T09:00:00Z'});
      await givenAttendees(app, schedule, ['Amara', 'Ben', 'Mia']);
      const staff = await site.visitor({as: await site.staff()});

      await staff.open('/admin');
      await staff.follow(/^Register/);
      assert.equal(await staff.heading(), 'Attendee register');
      await staff.page.evaluate('window.print = () => { window.hasPrinted = true; }');
      await staff.press('Print');
      assert.equal(await staff.page.evaluate('window.hasPrinted'), true);

      await staff.page.emulateMedia({media: 'print'});
      for (const name of ['Amara Doe', 'Ben Doe', 'Mia Doe']) await staff.sees(name);
      assert.equal(await staff.page.getByRole('navigation').filter({visible: true}).count(), 0);
      assert.equal(await staff.page.getByRole('button').filter({visible: true}).count(), 0);
    }),
  );
});

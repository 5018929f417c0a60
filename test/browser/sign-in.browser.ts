import assert from 'node:assert/strict';
import {givenSite} from '../helpers/browser/site';

describe('Staff sign in to the console', () => {
  const site = givenSite();

  it(
    'and stay signed in after a reload; a wrong password is said, and what was typed stays',
    site.test(async ({app}) => {
      const {email, password} = await site.staff();
      const staff = await site.visitor();
      await staff.open('/admin');

      staff.announce(/^401 POST \/api\/auth\/login/);
      await staff.fill({'Email address': email, Password: 'wrong'});
      await staff.press('Sign in');

      await staff.page.getByRole('alert').waitFor();
      assert.equal(await staff.field('Email address').inputValue(), email);

      await staff.fill({Password: password});
      await staff.press('Sign in');
      await staff.settled();
      assert.equal(await staff.heading(), 'Dashboard');

      await staff.open('/admin/courses');
      assert.equal(await staff.heading(), 'Courses');
      assert.equal(new URL(staff.page.url()).origin, app.url);
    }),
  );
});

// Which screen an address shows; a screen is loaded when it is first shown. `section`: the entry of the menu that it
// belongs to. Screens are components that take {id, …, user} and show themselves, heading included.
import {match} from '/common/router.js';

const screen = (file, name) => () => import(`/admin/screens/${file}.js`).then(module => module[name]);

const ROUTES = [
  ['/admin', 'dashboard', screen('dashboard', 'Dashboard')],
  ['/admin/expiring', 'dashboard', screen('expiring', 'Expiring')],
  ['/admin/calendar', 'calendar', screen('calendar', 'Calendar')],
  ['/admin/bookings', 'bookings', screen('bookings', 'Bookings')],
  ['/admin/bookings/new', 'bookings', screen('booking-new', 'NewBooking')],
  ['/admin/bookings/:id', 'bookings', screen('booking', 'Booking')],
  ['/admin/schedules', 'schedules', screen('schedules', 'Schedules')],
  ['/admin/schedules/new', 'schedules', screen('schedule-new', 'NewSchedule')],
  ['/admin/schedules/series', 'schedules', screen('schedule-series', 'NewSeries')],
  ['/admin/schedules/:id', 'schedules', screen('schedule', 'Schedule')],
  ['/admin/schedules/:id/register', 'schedules', screen('register', 'Register')],
  ['/admin/waiting-list', 'waitingList', screen('waiting-list', 'WaitingList')],
  ['/admin/customers', 'customers', screen('users', 'Customers')],
  ['/admin/customers/:id', 'customers', screen('users', 'User')],
  ['/admin/instructors', 'instructors', screen('users', 'Instructors')],
  ['/admin/instructors/:id', 'instructors', screen('users', 'User')],
  ['/admin/courses', 'courses', screen('courses', 'Courses')],
  ['/admin/courses/:id', 'courses', screen('courses', 'Course')],
  ['/admin/venues', 'venues', screen('venues', 'Venues')],
  ['/admin/venues/:id', 'venues', screen('venues', 'Venue')],
  ['/admin/discount-codes', 'discountCodes', screen('discount-codes', 'DiscountCodes')],
  ['/admin/discount-codes/:id', 'discountCodes', screen('discount-codes', 'DiscountCode')],
  ['/admin/companies', 'companies', screen('companies', 'Companies')],
  ['/admin/companies/:id', 'companies', screen('companies', 'Company')],
  ['/admin/payments', 'payments', screen('payments', 'Payments')],
  ['/admin/refunds', 'refunds', screen('refunds', 'Refunds')],
  ['/admin/refunds/:id', 'refunds', screen('refunds', 'Refund')],
  ['/admin/integrity', 'integrity', screen('integrity', 'Integrity')],
  ['/admin/activity', 'activity', screen('activity', 'Activity')],
  ['/admin/emails', 'emails', screen('emails', 'Emails')],
  ['/admin/emails/:id', 'emails', screen('emails', 'Email')],
  ['/admin/schema', 'schema', screen('schema', 'Schema')],
  ['/admin/jobs', 'jobs', screen('jobs', 'Jobs')],
  ['/admin/settings', 'settings', screen('settings', 'Settings')],
  [
    '/admin/settings/cancellation-policies/:id',
    'settings',
    screen('cancellation-policies', 'CancellationPolicy'),
  ],
];

/** The menu: [group, [[section, address], …]]. */
export const MENU = [
  [
    'day',
    [
      ['dashboard', '/admin'],
      ['calendar', '/admin/calendar'],
      ['bookings', '/admin/bookings'],
      ['schedules', '/admin/schedules'],
      ['waitingList', '/admin/waiting-list'],
    ],
  ],
  [
    'records',
    [
      ['customers', '/admin/customers'],
      ['companies', '/admin/companies'],
      ['courses', '/admin/courses'],
      ['venues', '/admin/venues'],
      ['instructors', '/admin/instructors'],
      ['discountCodes', '/admin/discount-codes'],
    ],
  ],
  [
    'money',
    [
      ['payments', '/admin/payments'],
      ['refunds', '/admin/refunds'],
      ['integrity', '/admin/integrity'],
    ],
  ],
  [
    'system',
    [
      ['activity', '/admin/activity'],
      ['emails', '/admin/emails'],
      ['schema', '/admin/schema'],
      ['jobs', '/admin/jobs'],
      ['settings', '/admin/settings'],
    ],
  ],
];

/** @returns {{section: string, load: () => Promise<Function>, parameters: object} | undefined} */
export function findRoute(path) {
  for (const [pattern, section, load] of ROUTES) {
    const parameters = match(pattern, path);
    if (parameters !== undefined) return {section, load, parameters};
  }
  return undefined;
}

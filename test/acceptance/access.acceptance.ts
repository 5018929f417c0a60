import assert from 'node:assert/strict';
import type {RestServer} from '@loopback/rest';
import {type Access, accessOf, type Role} from '../../src/access';
import {givenApplication, type TestApp} from '../helpers/app';
import {AuthClient} from '../helpers/auth';

const EVERY_USER: Role[] = ['customer', 'instructor', 'admin'];
const HOLDERS: Role[] = ['booking', ...EVERY_USER];
const WAITERS: Role[] = ['waiting', ...EVERY_USER];
const ADMINS: Role[] = ['admin'];
const INSTRUCTORS: Role[] = ['instructor', 'admin'];

/** Who may call what: a route that is not here does not get through this test. */
const TABLE: Record<string, Access> = {
  'get /health/live': 'public',
  'get /health/ready': 'public',
  'get /metrics': 'public',
  'get /explorer': 'public',
  'get /explorer/': 'public',
  'get /explorer/openapi.json': 'public',

  'get /api/courses': 'public',
  'get /api/courses/{slug}': 'public',
  'get /api/venues': 'public',
  'get /api/schedules': 'public',
  'get /api/schedules/{id}': 'public',
  'post /api/bookings/quote': 'public',
  'post /api/bookings': 'public',
  'get /api/bookings/{reference}': HOLDERS,
  'get /api/bookings/{reference}/cancellation-preview': HOLDERS,
  'post /api/bookings/{reference}/cancel': HOLDERS,
  'get /api/bookings/{reference}/calendar.ics': HOLDERS,
  'put /api/bookings/{reference}/attendees/{attendeeId}': HOLDERS,
  'post /api/bookings/{reference}/attendees/{attendeeId}/remove': HOLDERS,
  'get /api/bookings/{reference}/choices': HOLDERS,
  'post /api/bookings/{reference}/move': HOLDERS,
  'post /api/bookings/{reference}/payment': HOLDERS,
  'post /api/payments/stripe/webhook': 'public',
  'get /api/bookings/{reference}/documents': HOLDERS,
  'get /api/bookings/{reference}/documents/{number}': HOLDERS,

  'post /api/auth/register': 'public',
  'post /api/auth/login': 'public',
  'post /api/auth/refresh': 'public',
  'post /api/auth/logout': 'public',
  'post /api/auth/password-reset': 'public',
  'post /api/auth/password-reset/confirm': 'public',
  'post /api/auth/verify-email': EVERY_USER,
  'get /api/auth/me': EVERY_USER,

  'get /api/instructor/schedules': INSTRUCTORS,
  'get /api/instructor/schedules/{id}': INSTRUCTORS,
  'put /api/instructor/schedules/{id}/sessions/{sessionId}/attendance': INSTRUCTORS,
  'put /api/instructor/schedules/{id}/assessments': INSTRUCTORS,

  'get /api/admin/schedules/{id}/register': ADMINS,
  'get /api/admin/schedules/{id}/register.csv': ADMINS,
  'get /api/admin/activity-logs.csv': ADMINS,
  'post /api/admin/bookings': ADMINS,
  'get /api/admin/bookings.csv': ADMINS,
  'patch /api/admin/bookings/{id}': ADMINS,
  'post /api/admin/bookings/{id}/complete': ADMINS,
  'post /api/admin/bookings/{id}/no-show': ADMINS,
  'post /api/admin/bookings/{id}/payments': ADMINS,
  'get /api/admin/bookings/{id}/timeline': ADMINS,
  'put /api/admin/bookings/{id}/attendees/{attendeeId}': ADMINS,
  'post /api/admin/bookings/{id}/attendees': ADMINS,
  'post /api/admin/bookings/{id}/attendees/{attendeeId}/remove': ADMINS,
  'post /api/admin/bookings/{id}/move': ADMINS,
  'post /api/admin/bookings/{id}/move/preview': ADMINS,
  'put /api/admin/bookings/{id}/company': ADMINS,
  'get /api/admin/companies': ADMINS,
  'post /api/admin/companies': ADMINS,
  'get /api/admin/companies.csv': ADMINS,
  'delete /api/admin/companies/{id}': ADMINS,
  'get /api/admin/companies/{id}': ADMINS,
  'patch /api/admin/companies/{id}': ADMINS,
  'post /api/admin/schedules/series': ADMINS,
  'post /api/admin/schedules/series/preview': ADMINS,
  'get /api/admin/schedules/{id}/cancellation-preview': ADMINS,
  'get /api/admin/courses': ADMINS,
  'post /api/admin/courses': ADMINS,
  'get /api/admin/courses.csv': ADMINS,
  'delete /api/admin/courses/{id}': ADMINS,
  'get /api/admin/courses/{id}': ADMINS,
  'patch /api/admin/courses/{id}': ADMINS,
  'get /api/admin/discount-codes': ADMINS,
  'post /api/admin/discount-codes': ADMINS,
  'get /api/admin/discount-codes.csv': ADMINS,
  'delete /api/admin/discount-codes/{id}': ADMINS,
  'get /api/admin/discount-codes/{id}': ADMINS,
  'patch /api/admin/discount-codes/{id}': ADMINS,
  'get /api/admin/email-logs.csv': ADMINS,
  'get /api/admin/email-logs/{id}': ADMINS,
  'get /api/admin/email-logs/{id}/preview': ADMINS,
  'post /api/admin/email-logs/{id}/resend': ADMINS,
  'get /api/admin/jobs': ADMINS,
  'post /api/admin/jobs/{id}/retry': ADMINS,
  'get /api/admin/discount-codes/{id}/uses': ADMINS,
  'get /api/admin/discount-codes/{id}/uses.csv': ADMINS,
  'post /api/waiting-list': 'public',
  'get /api/waiting-list/{reference}': WAITERS,
  'post /api/waiting-list/{reference}/accept': WAITERS,
  'post /api/waiting-list/{reference}/decline': WAITERS,
  'post /api/waiting-list/{reference}/leave': WAITERS,
  'get /api/admin/waiting-list': ADMINS,
  'get /api/admin/waiting-list.csv': ADMINS,
  'get /api/admin/waiting-list/{id}': ADMINS,
  'post /api/admin/waiting-list/{id}/offer': ADMINS,
  'post /api/admin/waiting-list/{id}/remove': ADMINS,
  'get /api/admin/documents': ADMINS,
  'get /api/admin/documents.csv': ADMINS,
  'get /api/admin/documents/{id}': ADMINS,
  'get /api/admin/refunds': ADMINS,
  'get /api/admin/refunds.csv': ADMINS,
  'get /api/admin/refunds/{id}': ADMINS,
  'post /api/admin/refunds/{id}/approve': ADMINS,
  'post /api/admin/refunds/{id}/reject': ADMINS,
  'post /api/admin/refunds/{id}/retry': ADMINS,
  'post /api/admin/refunds/{id}/paid-back': ADMINS,
  'get /api/admin/bookings/{id}/refund-preview': ADMINS,
  'post /api/admin/bookings/{id}/refunds': ADMINS,
  'get /api/admin/payment-events': ADMINS,
  'get /api/admin/payment-events.csv': ADMINS,
  'post /api/admin/payment-events/{id}/resolve': ADMINS,
  'get /api/admin/cancellation-policies': ADMINS,
  'post /api/admin/cancellation-policies': ADMINS,
  'get /api/admin/cancellation-policies.csv': ADMINS,
  'get /api/admin/cancellation-policies/{id}': ADMINS,
  'patch /api/admin/cancellation-policies/{id}': ADMINS,
  'delete /api/admin/cancellation-policies/{id}': ADMINS,
  'get /api/admin/integrity': ADMINS,
  'post /api/admin/integrity/reconciliation': ADMINS,
  'get /api/admin/payments': ADMINS,
  'get /api/admin/payments.csv': ADMINS,
  'get /api/admin/schedules': ADMINS,
  'get /api/admin/schedules.csv': ADMINS,
  'delete /api/admin/schedules/{id}': ADMINS,
  'patch /api/admin/schedules/{id}': ADMINS,
  'post /api/admin/schedules/{id}/complete': ADMINS,
  'post /api/admin/schedules/{id}/unpublish': ADMINS,
  'get /api/admin/schema': ADMINS,
  'get /api/admin/schema/tables': ADMINS,
  'post /api/admin/schema/check': ADMINS,
  'get /api/admin/settings': ADMINS,
  'patch /api/admin/settings': ADMINS,
  'get /api/admin/users': ADMINS,
  'post /api/admin/users': ADMINS,
  'get /api/admin/users.csv': ADMINS,
  'delete /api/admin/users/{id}': ADMINS,
  'get /api/admin/users/{id}': ADMINS,
  'patch /api/admin/users/{id}': ADMINS,
  'get /api/admin/venues': ADMINS,
  'post /api/admin/venues': ADMINS,
  'get /api/admin/venues.csv': ADMINS,
  'delete /api/admin/venues/{id}': ADMINS,
  'get /api/admin/venues/{id}': ADMINS,
  'patch /api/admin/venues/{id}': ADMINS,
  'get /api/admin/bookings': ADMINS,
  'get /api/admin/bookings/{id}': ADMINS,
  'post /api/admin/bookings/{id}/confirm': ADMINS,
  'post /api/admin/bookings/{id}/cancel': ADMINS,
  'post /api/admin/schedules': ADMINS,
  'get /api/admin/schedules/{id}': ADMINS,
  'post /api/admin/schedules/{id}/publish': ADMINS,
  'post /api/admin/schedules/{id}/cancel': ADMINS,
  'get /api/admin/activity-logs': ADMINS,
  'get /api/admin/email-logs': ADMINS,

  'post /api/analytics/events': 'public',
  'get /api/admin/analytics': ADMINS,
  'get /api/admin/dashboard': ADMINS,
  'get /api/admin/dashboard/expiring-bookings': ADMINS,
  'get /api/admin/dashboard/expiring-bookings.csv': ADMINS,
  'get /api/admin/reports/bookings': ADMINS,
  'get /api/admin/reports/bookings.csv': ADMINS,
  'get /api/admin/reports/revenue': ADMINS,
  'get /api/admin/reports/revenue.csv': ADMINS,
  'get /api/admin/reports/occupancy': ADMINS,
  'get /api/admin/reports/occupancy.csv': ADMINS,
  'get /api/admin/reports/cancellations': ADMINS,
  'get /api/admin/reports/cancellations.csv': ADMINS,
  'get /api/admin/reports/no-shows': ADMINS,
  'get /api/admin/reports/no-shows.csv': ADMINS,
};

/** Values of path parameters that are well-formed and name nothing. */
const NOTHING: Record<string, string> = {
  '{id}': '2147483647',
  '{sessionId}': '2147483647',
  '{attendeeId}': '2147483647',
  '{slug}': 'no-such-course',
  '{reference}': 'RFT-00000000',
};

interface RunningRoute {
  verb: string;
  path: string;
  _controllerCtor?: new () => object;
  _methodName?: string;
}

/** All routes that the server answers, those that the OpenAPI document leaves out too. */
function routesOf(server: RestServer): RunningRoute[] {
  const {httpHandler} = server as unknown as {
    httpHandler: {_routes: {_router: {list(): RunningRoute[]}}};
  };
  return httpHandler._routes._router.list();
}

describe('Who may call what', () => {
  let app: TestApp;
  const tokens = new Map<Role, string>();

  before(async () => {
    app = await givenApplication();
    for (const role of ['customer', 'instructor', 'admin'] as const) {
      tokens.set(role, (await app.givenSignIn(role)).token);
    }
    tokens.set(
      'booking',
      await (await new AuthClient(app).tokens()).bookingAccessToken(
        'RFT-7K2M9QXD',
        app.now,
        'jane@example.com',
      ),
    );
  });
  after(() => app?.stop());

  it('every route says it, and says what this table says', () => {
    const found = routesOf(app.application.restServer).map(route => {
      assert.ok(route._controllerCtor && route._methodName, `${route.verb} ${route.path} has no controller`);
      return [`${route.verb} ${route.path}`, accessOf(route._controllerCtor, route._methodName)] as const;
    });

    const sorted = (access: Access | undefined) => (Array.isArray(access) ? [...access].sort() : access);
    const actual = Object.fromEntries(found.map(([route, access]) => [route, sorted(access)]));
    const expected = Object.fromEntries(
      Object.entries(TABLE).map(([route, access]) => [route, sorted(access)]),
    );
    assert.deepEqual(actual, expected);
  });

  it('the OpenAPI document says the same', async () => {
    const {body} = await app.call('GET', '/openapi.json');

    for (const [route, access] of Object.entries(TABLE)) {
      const [verb = '', path = ''] = route.split(' ');
      const operation = body.paths[path]?.[verb];
      if (operation === undefined) {
        assert.equal(access, 'public', `${route} is not documented`);
        continue;
      }
      assert.deepEqual(operation.security, access === 'public' ? [] : [{bearer: []}], route);
    }
    assert.equal(body.components.securitySchemes.bearer.scheme, 'bearer');
  });

  for (const [route, access] of Object.entries(TABLE)) {
    it(`${route}: ${access === 'public' ? 'everybody' : access.join(', ')}`, async () => {
      const [verb = '', template = ''] = route.split(' ');
      const path = template.replace(/\{\w+\}/g, name => NOTHING[name] ?? name);
      const call = (token?: string) =>
        app.call(verb.toUpperCase(), path, {token, body: verb === 'post' ? {} : undefined});

      const nobody = await call();
      if (access === 'public') assert.ok(![401, 403].includes(nobody.status), `nobody: ${nobody.status}`);
      else assert.deepEqual([nobody.status, nobody.body.error.code], [401, 'NOT_AUTHENTICATED']);
      for (const [role, token] of tokens) {
        const answer = await call(token);
        if (access === 'public' || access.includes(role)) {
          assert.ok(answer.status < 500 && ![401, 403].includes(answer.status), `${role}: ${answer.status}`);
        } else assert.deepEqual([answer.status, answer.body.error.code], [403, 'NOT_ALLOWED'], role);
      }
    });
  }
});

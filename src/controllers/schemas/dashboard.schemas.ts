import type {ReportName} from '../../domain/reports';
import {BOOKING_STATUSES} from '../../domain/statuses';
import {daySchema, idSchema, nullable, objectSchema, oneOf, timeSchema} from './common.schemas';
import {definitionSchema, totalSchema} from './report.schemas';

const count = {type: 'integer', minimum: 0, example: 3} as const;
const href = {type: 'string', description: 'Where the same can be seen in full'} as const;

const counted = {
  count: {...count, description: 'Counted up to 10,000'},
  isExact: {type: 'boolean', description: 'False: there are more than `count`'},
  href: {...href, example: '/api/admin/bookings?status=confirmed&paymentStatus=pending'},
};
const countSchema = objectSchema('DashboardCount', {definition: definitionSchema, ...counted});

const summed = (report: ReportName) => ({
  from: daySchema,
  to: daySchema,
  href: {...href, example: `/api/admin/reports/${report}?from=2026-03-01&to=2026-03-30`},
  total: totalSchema(report),
});

function comparisonSchema(title: string, report: ReportName) {
  const window = objectSchema(`${title}Window`, summed(report));
  return objectSchema(title, {definition: definitionSchema, current: window, previous: window});
}

export const dashboardSchema = objectSchema('Dashboard', {
  generatedAt: timeSchema,
  today: daySchema,
  todaysSessions: objectSchema('DashboardSessions', {
    definition: definitionSchema,
    items: {
      type: 'array',
      items: objectSchema('DashboardSession', {
        scheduleId: idSchema,
        courseName: {type: 'string', example: 'Emergency First Aid at Work'},
        venueName: {type: 'string', example: 'Leeds Training Centre'},
        instructorName: nullable({type: 'string', example: 'Sarah Hughes'}),
        startDatetime: timeSchema,
        endDatetime: timeSchema,
        capacity: count,
        seatsTaken: count,
        seatsConfirmed: {...count, description: 'How many people are coming'},
        seatsPending: {...count, description: 'Held by bookings that are not confirmed'},
        href: {...href, example: '/api/admin/schedules/17'},
      }),
    },
  }),
  bookings: comparisonSchema('DashboardBookings', 'bookings'),
  revenue: comparisonSchema('DashboardRevenue', 'revenue'),
  occupancy: objectSchema('DashboardOccupancy', {definition: definitionSchema, ...summed('occupancy')}),
  belowMinimum: countSchema,
  expiringBookings: countSchema,
  unpaidBookings: countSchema,
  failedPayments: countSchema,
  refundsToApprove: countSchema,
  failedRefunds: countSchema,
  bookingsByStatus: objectSchema('DashboardStatuses', {
    definition: definitionSchema,
    items: {
      type: 'array',
      items: objectSchema('DashboardStatus', {status: oneOf(BOOKING_STATUSES), ...counted}),
    },
  }),
});

import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {companyDay} from '../domain/company-time';
import {addDays, type DayRange, lastDays, nextDays} from '../domain/report-range';
import {type Figures, REPORTS, type ReportName} from '../domain/reports';
import {BOOKING_STATUSES, type BookingStatus} from '../domain/statuses';
import {AppBindings, type Clock} from '../keys';
import type {DashboardRepository, DaySession} from '../repositories/dashboard.repository';
import {countList, type ListDefinition, type Total} from '../repositories/list-query';
import {bookingList} from '../repositories/lists/booking.list';
import {expiringBookingList} from '../repositories/lists/expiring-booking.list';
import {refundList} from '../repositories/lists/refund.list';
import {scheduleList} from '../repositories/lists/schedule.list';
import type {ReportService} from './report.service';

const WINDOW_DAYS = 30;
const EXPIRING_HOURS = 48;

const BOOKINGS = '/api/admin/bookings';
const SCHEDULES = '/api/admin/schedules';
const REFUNDS = '/api/admin/refunds';
export const EXPIRING_BOOKINGS = '/api/admin/dashboard/expiring-bookings';

/** How many a list has; `href` is that list. */
type Counted = Total & {href: string};
/** What days came to; `href` is the report that says the same. */
type Summed = DayRange & {href: string; total: Figures};
type Defined<T> = T & {definition: string};

export interface DashboardView {
  generatedAt: string;
  today: string;
  todaysSessions: Defined<{items: (DaySession & {href: string})[]}>;
  bookings: Defined<{current: Summed; previous: Summed}>;
  revenue: Defined<{current: Summed; previous: Summed}>;
  occupancy: Defined<Summed>;
  belowMinimum: Defined<Counted>;
  expiringBookings: Defined<Counted>;
  unpaidBookings: Defined<Counted>;
  failedPayments: Defined<Counted>;
  refundsToApprove: Defined<Counted>;
  failedRefunds: Defined<Counted>;
  bookingsByStatus: Defined<{items: (Counted & {status: BookingStatus})[]}>;
}

/** What staff look at first in the morning. Each figure is that of a list or a report, and says of which. */
@injectable({scope: BindingScope.SINGLETON})
export class DashboardService {
  constructor(
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject('repositories.DashboardRepository') private readonly sessions: DashboardRepository,
    @inject('services.ReportService') private readonly reports: ReportService,
  ) {}

  async read(): Promise<DashboardView> {
    const now = this.clock();
    const today = companyDay(now);
    const upcoming = nextDays(today, WINDOW_DAYS);
    const [todaysSessions, bookings, revenue, occupancy, attention, refunds, bookingsByStatus] =
      await Promise.all([
        this.todaysSessions(today),
        this.comparison('bookings', today),
        this.comparison('revenue', today),
        this.summed('occupancy', upcoming),
        this.attention(now, upcoming),
        this.refunds(),
        this.bookingsByStatus(),
      ]);
    return {
      generatedAt: now.toISOString(),
      today,
      todaysSessions,
      bookings,
      revenue,
      occupancy: {
        definition: `The next ${WINDOW_DAYS} days with today. ${REPORTS.occupancy.definition}`,
        ...occupancy,
      },
      ...attention,
      ...refunds,
      bookingsByStatus,
    };
  }

  private async todaysSessions(today: string): Promise<DashboardView['todaysSessions']> {
    const items = await this.sessions.sessionsOf(today);
    return {
      definition:
        'Sessions that start today, of published and completed schedules. Coming are the seats of confirmed bookings; those ' +
        'of pending ones are only held.',
      items: items.map(session => ({...session, href: `${SCHEDULES}/${session.scheduleId}`})),
    };
  }

  private async comparison(report: ReportName, today: string): Promise<DashboardView['revenue']> {
    const [current, previous] = await Promise.all([
      this.summed(report, lastDays(today, WINDOW_DAYS)),
      this.summed(report, lastDays(addDays(today, -WINDOW_DAYS), WINDOW_DAYS)),
    ]);
    const definition = `The last ${WINDOW_DAYS} days with today, and the ${WINDOW_DAYS} before. ${REPORTS[report].definition}`;
    return {definition, current, previous};
  }

  private async summed(report: ReportName, range: DayRange): Promise<Summed> {
    const href = link(`/api/admin/reports/${report}`, range);
    return {...range, href, total: await this.reports.total(report, range)};
  }

  private async attention(now: Date, upcoming: DayRange) {
    const until = new Date(now.getTime() + EXPIRING_HOURS * 3_600_000).toISOString();
    const [belowMinimum, expiringBookings, unpaidBookings, failedPayments] = await Promise.all([
      this.counted(scheduleList, SCHEDULES, {status: 'published', belowMinimum: true, ...upcoming}),
      this.counted(expiringBookingList, EXPIRING_BOOKINGS, {until}),
      this.counted(bookingList, BOOKINGS, {status: 'confirmed', paymentStatus: 'pending'}),
      this.counted(bookingList, BOOKINGS, {status: 'confirmed', paymentStatus: 'failed'}),
    ]);
    return {
      belowMinimum: {
        definition: `Published schedules that start within ${WINDOW_DAYS} days, today too, with fewer seats taken than they need.`,
        ...belowMinimum,
      },
      expiringBookings: {
        definition: `Pending bookings whose hold ends within ${EXPIRING_HOURS} hours.`,
        ...expiringBookings,
      },
      unpaidBookings: {
        definition: 'Confirmed bookings that nothing, or not all, was paid for yet.',
        ...unpaidBookings,
      },
      failedPayments: {definition: 'Confirmed bookings whose payment failed.', ...failedPayments},
    };
  }

  private async refunds() {
    const [refundsToApprove, failedRefunds] = await Promise.all([
      this.counted(refundList, REFUNDS, {status: 'pending'}),
      this.counted(refundList, REFUNDS, {status: 'failed'}),
    ]);
    return {
      refundsToApprove: {definition: 'Refunds that somebody has to approve or reject.', ...refundsToApprove},
      failedRefunds: {
        definition: 'Refunds that failed: try them again, pay them back another way, or reject them.',
        ...failedRefunds,
      },
    };
  }

  private async bookingsByStatus(): Promise<DashboardView['bookingsByStatus']> {
    const items = await Promise.all(
      BOOKING_STATUSES.map(async status => ({
        status,
        ...(await this.counted(bookingList, BOOKINGS, {status})),
      })),
    );
    return {definition: 'All bookings by what they are now, counted up to 10,000 each.', items};
  }

  private async counted<Row extends object, Filter extends object>(
    list: ListDefinition<Row, Filter>,
    path: string,
    filter: Filter,
  ): Promise<Counted> {
    return {...(await countList(this.database, list, {filter})), href: link(path, filter)};
  }
}

function link(path: string, query: object): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) parameters.set(name, String(value));
  return `${path}?${parameters}`;
}

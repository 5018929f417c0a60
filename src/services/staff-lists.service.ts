import {BindingScope, inject, injectable} from '@loopback/core';
import type {
  ActivityFilter,
  ActivityRow,
  AdminActivityLogRepository,
} from '../repositories/admin-activity-log.repository';
import type {
  BookingRepository,
  StaffBookingFilter,
  StaffBookingRow,
} from '../repositories/booking.repository';
import type {EmailLogFilter, EmailLogRepository, EmailLogRow} from '../repositories/email-log.repository';
import type {CursorService} from './cursor.service';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** A list's own filter, and where its page begins. */
type Paged<Filter> = Omit<Filter, 'beforeId'> & {after?: string};

/** The lists that staff leaf through, newest first, paged by key. */
@injectable({scope: BindingScope.SINGLETON})
export class StaffListsService {
  constructor(
    @inject('repositories.BookingRepository') private readonly bookingRows: BookingRepository,
    @inject('repositories.AdminActivityLogRepository')
    private readonly activityRows: AdminActivityLogRepository,
    @inject('repositories.EmailLogRepository') private readonly emailRows: EmailLogRepository,
    @inject('services.CursorService') private readonly cursors: CursorService,
  ) {}

  /** @throws DomainError INVALID_CURSOR, as do the other lists */
  bookings(query: Paged<StaffBookingFilter>): Promise<Page<StaffBookingRow>> {
    return this.page('staff-bookings', query, filter => this.bookingRows.listForStaff(filter));
  }

  activity(query: Paged<ActivityFilter>): Promise<Page<ActivityRow>> {
    return this.page('activity', query, filter => this.activityRows.list(filter));
  }

  emails(query: Paged<EmailLogFilter>): Promise<Page<EmailLogRow>> {
    return this.page('emails', query, filter => this.emailRows.list(filter));
  }

  private async page<Filter extends {limit: number}, Row extends {id: number}>(
    list: string,
    {after, ...filter}: Paged<Filter>,
    read: (filter: Filter) => Promise<Row[]>,
  ): Promise<Page<Row>> {
    const beforeId = after === undefined ? undefined : Number(this.cursors.decode(list, after)[0]);
    const limit = Number(filter.limit);
    const rows = await read({...filter, beforeId, limit: limit + 1} as unknown as Filter);
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return {items, nextCursor: rows.length > limit && last ? this.cursors.encode(list, [last.id]) : null};
  }
}

import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param, post, requestBody} from '@loopback/rest';
import {allow} from '../access';
import {CURRENCY} from '../domain/money';
import type {BookingStatus} from '../domain/statuses';
import type {Actor} from '../repositories/admin-activity-log.repository';
import type {BookingRow} from '../repositories/booking.repository';
import type {BookingChangeService} from '../services/booking-change.service';
import {type BookingView, toBookingView} from '../services/booking-view';
import type {StaffListsService} from '../services/staff-lists.service';
import {actor} from './actor';
import {afterParameter, json, limitParameter, pathId} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {body} from './schemas/request-body';
import {
  type CancelScheduleBody,
  cancelScheduleSchema,
  staffBookingPageSchema,
  staffBookingParameters,
  staffBookingSchema,
} from './schemas/staff.schemas';

const TAGS = ['Staff: bookings'];
const {search, status, scheduleId} = staffBookingParameters;

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffBookingController {
  constructor(
    @inject('services.StaffListsService') private readonly lists: StaffListsService,
    @inject('services.BookingChangeService') private readonly changes: BookingChangeService,
  ) {}

  @get('/api/admin/bookings', {
    tags: TAGS,
    summary: 'Bookings, newest first',
    responses: {200: json('A page of bookings', staffBookingPageSchema), ...errorReplies('INVALID_CURSOR')},
  })
  async list(
    @param(search) searchText?: string,
    @param(status) bookingStatus?: BookingStatus,
    @param(scheduleId) courseScheduleId?: number,
    @param(limitParameter) limit = limitParameter.schema.default as number,
    @param(afterParameter) after?: string,
  ) {
    const filter = {search: searchText, status: bookingStatus, scheduleId: courseScheduleId, limit, after};
    const {items, nextCursor} = await this.lists.bookings(filter);
    return {items: items.map(item => ({...item, currency: CURRENCY})), nextCursor};
  }

  @get('/api/admin/bookings/{id}', {
    tags: TAGS,
    summary: 'One booking',
    responses: {200: json('The booking', staffBookingSchema), ...errorReplies('BOOKING_NOT_FOUND')},
  })
  async read(@param(pathId) id: number): Promise<StaffBookingView> {
    return toStaffView(await this.changes.read({id}));
  }

  @post('/api/admin/bookings/{id}/confirm', {
    tags: TAGS,
    summary: 'Confirm a pending booking (invoice, cash or bank transfer)',
    responses: {
      200: json('The confirmed booking', staffBookingSchema),
      ...errorReplies('BOOKING_NOT_FOUND', 'INVALID_STATUS_CHANGE'),
    },
  })
  async confirm(@param(pathId) id: number, @actor() by: Actor): Promise<StaffBookingView> {
    return toStaffView(await this.changes.confirm({id}, by));
  }

  @post('/api/admin/bookings/{id}/cancel', {
    tags: TAGS,
    summary: 'Cancel a booking and free its seats',
    responses: {
      200: json('The cancelled booking', staffBookingSchema),
      ...errorReplies('BOOKING_NOT_FOUND', 'INVALID_STATUS_CHANGE'),
    },
  })
  async cancel(
    @param(pathId) id: number,
    @requestBody(body(cancelScheduleSchema)) request: CancelScheduleBody,
    @actor() by: Actor,
  ): Promise<StaffBookingView> {
    return toStaffView(await this.changes.cancel({id}, request.reason, by));
  }
}

type StaffBookingView = BookingView & Pick<BookingRow, 'id' | 'version' | 'userId' | 'notes'>;

function toStaffView(row: BookingRow): StaffBookingView {
  const {id, version, userId, notes} = row;
  return {id, version, userId, notes, ...toBookingView(row)};
}

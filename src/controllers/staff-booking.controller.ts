import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param, patch, post, type Response, RestBindings, requestBody} from '@loopback/rest';
import {allow} from '../access';
import {BOOKING_STATUSES, PAYMENT_STATUSES} from '../domain/statuses';
import type {Actor} from '../repositories/admin-activity-log.repository';
import {bookingList} from '../repositories/lists/booking.list';
import type {BookingAdminService} from '../services/booking-admin.service';
import type {BookingChangeService} from '../services/booking-change.service';
import {type StaffBookingView, toStaffBookingView} from '../services/booking-view';
import type {CsvService} from '../services/csv.service';
import type {ListService} from '../services/list.service';
import type {TimelineItem, TimelineService} from '../services/timeline.service';
import {actor} from './actor';
import {listController} from './list.controller';
import {tagged} from './resource.controller';
import {daySchema, idSchema, json, oneOf, pathId} from './schemas/common.schemas';
import {BOOKING_FAILURES, errorReplies} from './schemas/error-replies';
import {IDEMPOTENCY_FAILURES, idempotencyKeyParameter} from './schemas/idempotency-key';
import {body} from './schemas/request-body';
import {staffBookingPageSchema, staffBookingSchema} from './schemas/staff.schemas';
import {
  type BookingEditBody,
  bookingEditSchema,
  type CancelBookingBody,
  cancelBookingSchema,
  type ManualBookingBody,
  manualBookingSchema,
  type PaymentBody,
  paymentSchema,
  timelineSchema,
} from './schemas/staff-booking.schemas';
import {staffRequest} from './staff-request';
import {ifMatchParameter, versionOf} from './version';

const TAGS = ['Staff: bookings'];
const path = '/api/admin/bookings';
const reply = json('The booking; its version is the ETag', staffBookingSchema);

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffBookingController extends listController({
  path,
  tag: 'Staff: bookings',
  summary: 'Bookings, newest first',
  list: bookingList,
  filters: {
    status: oneOf(BOOKING_STATUSES),
    paymentStatus: oneOf(PAYMENT_STATUSES),
    scheduleId: idSchema,
    courseId: idSchema,
    venueId: idSchema,
    userId: idSchema,
    discountCodeId: idSchema,
    companyId: idSchema,
    bookedFrom: daySchema,
    bookedTo: daySchema,
    startsFrom: daySchema,
    startsTo: daySchema,
  },
  page: staffBookingPageSchema,
}) {
  constructor(
    @inject('services.ListService') lists: ListService,
    @inject('services.CsvService') csv: CsvService,
    @inject('services.BookingChangeService') private readonly changes: BookingChangeService,
    @inject('services.BookingAdminService') private readonly bookings: BookingAdminService,
    @inject('services.TimelineService') private readonly timelines: TimelineService,
  ) {
    super(lists, csv);
  }

  @post(path, {
    tags: TAGS,
    summary: 'Book for a customer: also on a draft, never over the capacity',
    responses: {
      201: reply,
      ...errorReplies(
        ...BOOKING_FAILURES,
        'DISCOUNT_CODE_ALREADY_USED',
        'ATTENDEE_ALREADY_BOOKED',
        'COMPANY_NOT_FOUND',
        ...IDEMPOTENCY_FAILURES,
      ),
    },
  })
  async create(
    @requestBody(body(manualBookingSchema)) request: ManualBookingBody,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
    @param(idempotencyKeyParameter) key?: string,
  ): Promise<StaffBookingView> {
    const booking = await this.bookings.create(request, by, staffRequest(key, by, path, request));
    response.status(201).location(`${path}/${booking.id}`);
    return tagged(response, toStaffBookingView(booking));
  }

  @get(`${path}/{id}`, {
    tags: TAGS,
    summary: 'One booking',
    responses: {200: reply, ...errorReplies('BOOKING_NOT_FOUND')},
  })
  async read(
    @param(pathId) id: number,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<StaffBookingView> {
    return tagged(response, toStaffBookingView(await this.changes.read({id})));
  }

  @patch(`${path}/{id}`, {
    tags: TAGS,
    summary: "Change a booking's notes and contact",
    responses: {200: reply, ...errorReplies('BOOKING_NOT_FOUND', 'VERSION_CONFLICT', 'VERSION_REQUIRED')},
  })
  async edit(
    @param(pathId) id: number,
    @requestBody(body(bookingEditSchema)) change: BookingEditBody,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
    @param(ifMatchParameter) ifMatch?: string,
  ): Promise<StaffBookingView> {
    return tagged(response, toStaffBookingView(await this.bookings.edit(id, versionOf(ifMatch), change, by)));
  }

  @get(`${path}/{id}/timeline`, {
    tags: TAGS,
    summary: 'Everything that happened to a booking, oldest first',
    responses: {200: json('Its timeline', timelineSchema), ...errorReplies('BOOKING_NOT_FOUND')},
  })
  timeline(@param(pathId) id: number): Promise<{items: TimelineItem[]}> {
    return this.timelines.ofBooking(id);
  }

  @post(`${path}/{id}/confirm`, {
    tags: TAGS,
    summary: 'Confirm a pending booking (invoice, cash or bank transfer)',
    responses: {200: reply, ...errorReplies('BOOKING_NOT_FOUND', 'INVALID_STATUS_CHANGE')},
  })
  async confirm(
    @param(pathId) id: number,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<StaffBookingView> {
    return tagged(response, toStaffBookingView(await this.changes.confirm({id}, by)));
  }

  @post(`${path}/{id}/cancel`, {
    tags: TAGS,
    summary: 'Cancel a booking and free its seats',
    responses: {
      200: reply,
      ...errorReplies('BOOKING_NOT_FOUND', 'INVALID_STATUS_CHANGE', 'REFUND_EXCEEDS_PAID'),
    },
  })
  async cancel(
    @param(pathId) id: number,
    @requestBody(body(cancelBookingSchema)) {reason, refundAmount}: CancelBookingBody,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<StaffBookingView> {
    return tagged(response, toStaffBookingView(await this.changes.cancel({id}, reason, by, {refundAmount})));
  }

  @post(`${path}/{id}/payments`, {
    tags: TAGS,
    summary:
      'Record money that came in cash, by bank transfer or on an invoice; paid in full, it confirms the booking',
    responses: {
      200: reply,
      ...errorReplies(
        'BOOKING_NOT_FOUND',
        'PAYMENT_EXCEEDS_DUE',
        'INVALID_STATUS_CHANGE',
        ...IDEMPOTENCY_FAILURES,
      ),
    },
  })
  async recordPayment(
    @param(pathId) id: number,
    @requestBody(body(paymentSchema)) payment: PaymentBody,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
    @param(idempotencyKeyParameter) key?: string,
  ): Promise<StaffBookingView> {
    const once = staffRequest(key, by, `${path}/${id}/payments`, payment);
    return tagged(response, toStaffBookingView(await this.bookings.recordPayment(id, payment, by, once)));
  }

  @post(`${path}/{id}/complete`, {
    tags: TAGS,
    summary: 'The customer came',
    responses: {200: reply, ...errorReplies('BOOKING_NOT_FOUND', 'INVALID_STATUS_CHANGE')},
  })
  async complete(
    @param(pathId) id: number,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<StaffBookingView> {
    return tagged(response, toStaffBookingView(await this.bookings.close(id, 'completed', by)));
  }

  @post(`${path}/{id}/no-show`, {
    tags: TAGS,
    summary: 'The customer did not come',
    responses: {200: reply, ...errorReplies('BOOKING_NOT_FOUND', 'INVALID_STATUS_CHANGE')},
  })
  async noShow(
    @param(pathId) id: number,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<StaffBookingView> {
    return tagged(response, toStaffBookingView(await this.bookings.close(id, 'no_show', by)));
  }
}

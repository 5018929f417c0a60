import {BindingScope, inject, injectable} from '@loopback/core';
import {param, post, put, type Response, RestBindings, requestBody} from '@loopback/rest';
import {allow} from '../access';
import type {Actor} from '../repositories/admin-activity-log.repository';
import type {BookingAttendeeService} from '../services/booking-attendee.service';
import type {BookingCompanyService} from '../services/booking-company.service';
import type {BookingMoveService, MovePreview} from '../services/booking-move.service';
import {type StaffBookingView, toStaffBookingView} from '../services/booking-view';
import {actor} from './actor';
import {tagged} from './resource.controller';
import {
  type AddAttendeesBody,
  type AttendeeRemovalBody,
  addAttendeesSchema,
  attendeeRemovalSchema,
  type ChoiceBody,
  choiceSchema,
  type MoveRequestBody,
  movePreviewSchema,
  moveRequestSchema,
  type StaffAttendeeRequestBody,
  staffAttendeeRequestSchema,
} from './schemas/booking-change.schemas';
import {attendeeIdParameter, json, pathId} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {body} from './schemas/request-body';
import {staffBookingSchema} from './schemas/staff.schemas';
import {type BookingCompanyBody, bookingCompanySchema} from './schemas/staff-booking.schemas';
import {ifMatchParameter, versionOf} from './version';

const TAGS = ['Staff: bookings'];
const path = '/api/admin/bookings/{id}';
const reply = json('The booking; its version is the ETag', staffBookingSchema);
const moveFailures = [
  'BOOKING_NOT_FOUND',
  'INVALID_STATUS_CHANGE',
  'SCHEDULE_NOT_FOUND',
  'SCHEDULE_NOT_BOOKABLE',
  'SCHEDULE_FULL',
  'PAYMENT_UNDER_WAY',
] as const;
/** What staff change in bookings that were made already. */
@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffBookingChangeController {
  constructor(
    @inject('services.BookingAttendeeService') private readonly attendees: BookingAttendeeService,
    @inject('services.BookingMoveService') private readonly moves: BookingMoveService,
    @inject('services.BookingCompanyService') private readonly companies: BookingCompanyService,
  ) {}

  @put(`${path}/attendees/{attendeeId}`, {
    tags: TAGS,
    summary: 'Somebody else comes instead, until the course ends; or the same person, written differently',
    responses: {
      200: reply,
      ...errorReplies(
        'BOOKING_NOT_FOUND',
        'ATTENDEE_NOT_FOUND',
        'ATTENDEE_ALREADY_BOOKED',
        'INVALID_STATUS_CHANGE',
        'IN_USE',
      ),
    },
  })
  async replaceAttendee(
    @param(pathId) id: number,
    @param(attendeeIdParameter) attendeeId: number,
    @requestBody(body(staffAttendeeRequestSchema)) request: StaffAttendeeRequestBody,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<StaffBookingView> {
    const {isCorrection, allowDuplicates, ...attendee} = request;
    const replacement = {attendee, isCorrection, allowDuplicates};
    const booking = await this.attendees.replace({id}, attendeeId, replacement, by);
    return tagged(response, toStaffBookingView(booking));
  }

  @post(`${path}/attendees`, {
    tags: TAGS,
    summary: 'More people come; their seats cost what the course costs now',
    responses: {
      200: reply,
      ...errorReplies(
        'BOOKING_NOT_FOUND',
        'INVALID_STATUS_CHANGE',
        'SCHEDULE_NOT_FOUND',
        'SCHEDULE_NOT_BOOKABLE',
        'SCHEDULE_FULL',
        'ATTENDEE_ALREADY_BOOKED',
        'PAYMENT_UNDER_WAY',
      ),
    },
  })
  async addAttendees(
    @param(pathId) id: number,
    @requestBody(body(addAttendeesSchema)) {attendees, allowDuplicates}: AddAttendeesBody,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<StaffBookingView> {
    const booking = await this.attendees.add({id}, attendees, {allowDuplicates}, by);
    return tagged(response, toStaffBookingView(booking));
  }

  @post(`${path}/attendees/{attendeeId}/remove`, {
    tags: TAGS,
    summary: 'Somebody does not come: the seat is freed, and the cancellation policy decides what comes back',
    responses: {
      200: reply,
      ...errorReplies(
        'BOOKING_NOT_FOUND',
        'ATTENDEE_NOT_FOUND',
        'INVALID_STATUS_CHANGE',
        'LAST_ATTENDEE',
        'PAYMENT_UNDER_WAY',
        'IN_USE',
      ),
    },
  })
  async removeAttendee(
    @param(pathId) id: number,
    @param(attendeeIdParameter) attendeeId: number,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
    @requestBody({...body(attendeeRemovalSchema), required: false}) request: AttendeeRemovalBody = {},
  ): Promise<StaffBookingView> {
    const booking = await this.attendees.remove({id}, attendeeId, request, by);
    return tagged(response, toStaffBookingView(booking));
  }

  @post(`${path}/move/preview`, {
    tags: TAGS,
    summary: 'What a move to another schedule would cost or bring back; nothing is held',
    responses: {200: json('The new price', movePreviewSchema), ...errorReplies(...moveFailures)},
  })
  previewMove(
    @param(pathId) id: number,
    @requestBody(body(choiceSchema)) {courseScheduleId}: ChoiceBody,
  ): Promise<MovePreview> {
    return this.moves.preview({id}, courseScheduleId);
  }

  @post(`${path}/move`, {
    tags: TAGS,
    summary: 'Move a booking to another schedule, of any course',
    responses: {
      200: reply,
      ...errorReplies(...moveFailures, 'ATTENDEE_ALREADY_BOOKED', 'IN_USE'),
    },
  })
  async move(
    @param(pathId) id: number,
    @requestBody(body(moveRequestSchema)) request: MoveRequestBody,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<StaffBookingView> {
    return tagged(response, toStaffBookingView(await this.moves.move({id}, request, by)));
  }

  @put(`${path}/company`, {
    tags: TAGS,
    summary: 'Which company is invoiced; on credit a pending booking is confirmed',
    responses: {
      200: reply,
      ...errorReplies(
        'BOOKING_NOT_FOUND',
        'COMPANY_NOT_FOUND',
        'INVALID_STATUS_CHANGE',
        'VERSION_CONFLICT',
        'VERSION_REQUIRED',
      ),
    },
  })
  async attachCompany(
    @param(pathId) id: number,
    @requestBody(body(bookingCompanySchema)) request: BookingCompanyBody,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
    @param(ifMatchParameter) ifMatch?: string,
  ): Promise<StaffBookingView> {
    const booking = await this.companies.attach(id, versionOf(ifMatch), request, by);
    return tagged(response, toStaffBookingView(booking));
  }
}

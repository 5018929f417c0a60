import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param, post, put, type Request, RestBindings, requestBody} from '@loopback/rest';
import {SecurityBindings} from '@loopback/security';
import {allow, type Principal} from '../access';
import type {BookingChoices, BookingHolderChangeService} from '../services/booking-holder-change.service';
import type {BookingView} from '../services/booking-view';
import type {RateLimitService} from '../services/rate-limit.service';
import {bookingSchema} from './schemas/booking.schemas';
import {
  type AttendeeRequestBody,
  attendeeRequestSchema,
  type ChoiceBody,
  choiceSchema,
  choicesSchema,
} from './schemas/booking-change.schemas';
import {attendeeIdParameter, bookingReferenceParameter, json} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {body} from './schemas/request-body';

const TAGS = ['Bookings'];
const path = '/api/bookings/{reference}';
const reply = json('The booking as it is now', bookingSchema);

/** What the holder of a booking changes in it. */
@allow('booking', 'customer', 'instructor', 'admin')
@injectable({scope: BindingScope.SINGLETON})
export class BookingChangeController {
  constructor(
    @inject('services.BookingHolderChangeService') private readonly holder: BookingHolderChangeService,
    @inject('services.RateLimitService') private readonly rateLimits: RateLimitService,
  ) {}

  @put(`${path}/attendees/{attendeeId}`, {
    tags: TAGS,
    summary: 'Somebody else comes instead: free, until the course begins',
    responses: {
      200: reply,
      ...errorReplies(
        'BOOKING_NOT_FOUND',
        'ATTENDEE_NOT_FOUND',
        'ATTENDEE_ALREADY_BOOKED',
        'INVALID_STATUS_CHANGE',
        'IN_USE',
        'RATE_LIMITED',
      ),
    },
  })
  async replaceAttendee(
    @param(bookingReferenceParameter) reference: string,
    @param(attendeeIdParameter) attendeeId: number,
    @inject(SecurityBindings.USER) principal: Principal,
    @requestBody(body(attendeeRequestSchema)) attendee: AttendeeRequestBody,
    @inject(RestBindings.Http.REQUEST) http: Request,
  ): Promise<BookingView> {
    // It has no end of its own, and each writes a mail to an address that nobody may have verified.
    await this.rateLimits.consume('attendee', http.ip);
    return this.holder.replaceAttendee(reference, principal, attendeeId, attendee);
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
  removeAttendee(
    @param(bookingReferenceParameter) reference: string,
    @param(attendeeIdParameter) attendeeId: number,
    @inject(SecurityBindings.USER) principal: Principal,
  ): Promise<BookingView> {
    return this.holder.removeAttendee(reference, principal, attendeeId);
  }

  @get(`${path}/choices`, {
    tags: TAGS,
    summary: 'Once we cancelled the course: the dates to choose from, and what comes back instead',
    responses: {200: json('The choices', choicesSchema), ...errorReplies('BOOKING_NOT_FOUND')},
  })
  choices(
    @param(bookingReferenceParameter) reference: string,
    @inject(SecurityBindings.USER) principal: Principal,
  ): Promise<BookingChoices> {
    return this.holder.choices(reference, principal);
  }

  @post(`${path}/move`, {
    tags: TAGS,
    summary: 'Choose another date of a course that we cancelled',
    responses: {
      200: reply,
      ...errorReplies(
        'BOOKING_NOT_FOUND',
        'CHOICE_CLOSED',
        'INVALID_STATUS_CHANGE',
        'SCHEDULE_NOT_FOUND',
        'SCHEDULE_NOT_BOOKABLE',
        'SCHEDULE_FULL',
        'ATTENDEE_ALREADY_BOOKED',
        'IN_USE',
      ),
    },
  })
  move(
    @param(bookingReferenceParameter) reference: string,
    @inject(SecurityBindings.USER) principal: Principal,
    @requestBody(body(choiceSchema)) {courseScheduleId}: ChoiceBody,
  ): Promise<BookingView> {
    return this.holder.move(reference, principal, courseScheduleId);
  }
}

import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param, post, type Request, type Response, RestBindings, requestBody} from '@loopback/rest';
import {SecurityBindings} from '@loopback/security';
import {allow, type Principal, publicRoute} from '../access';
import type {Quote} from '../domain/pricing';
import type {BookingService} from '../services/booking.service';
import type {BookingHolderService, CancellationPreview} from '../services/booking-holder.service';
import type {BookingReply, BookingReplyService} from '../services/booking-reply.service';
import type {BookingView} from '../services/booking-view';
import type {PublicWriteService} from '../services/public-write.service';
import {
  type BookingRequestBody,
  bookingMadeSchema,
  bookingRequestSchema,
  bookingSchema,
  type CancelRequestBody,
  cancellationPreviewSchema,
  cancelRequestSchema,
  type QuoteRequestBody,
  quoteRequestSchema,
  quoteSchema,
} from './schemas/booking.schemas';
import {idSchema, json, bookingReferenceParameter as reference} from './schemas/common.schemas';
import {BOOKING_FAILURES, errorReplies} from './schemas/error-replies';
import {IDEMPOTENCY_FAILURES, idempotencyKeyParameter} from './schemas/idempotency-key';
import {body} from './schemas/request-body';

const TAGS = ['Bookings'];
const ofAttendee = {
  name: 'attendeeId',
  in: 'query',
  description: 'Only this attendee leaves, and not the whole booking',
  schema: idSchema,
} as const;

@injectable({scope: BindingScope.SINGLETON})
export class BookingController {
  constructor(
    @inject('services.BookingService') private readonly bookings: BookingService,
    @inject('services.BookingHolderService') private readonly holder: BookingHolderService,
    @inject('services.PublicWriteService') private readonly writes: PublicWriteService,
    @inject('services.BookingReplyService') private readonly booked: BookingReplyService,
  ) {}

  @publicRoute()
  @post('/api/bookings/quote', {
    tags: TAGS,
    summary: 'What a booking would cost now',
    responses: {
      200: json('The figures; nothing is held', quoteSchema),
      ...errorReplies(...BOOKING_FAILURES),
    },
  })
  quote(@requestBody(body(quoteRequestSchema)) request: QuoteRequestBody): Promise<Quote> {
    return this.bookings.quote(request);
  }

  @publicRoute()
  @post('/api/bookings', {
    tags: TAGS,
    summary: 'Book seats on a schedule',
    responses: {
      201: json('The booking, pending: its seats are held until holdExpiresAt', bookingMadeSchema),
      ...errorReplies(
        ...BOOKING_FAILURES,
        'DISCOUNT_CODE_ALREADY_USED',
        'ATTENDEE_ALREADY_BOOKED',
        ...IDEMPOTENCY_FAILURES,
        'RATE_LIMITED',
      ),
    },
  })
  async create(
    @requestBody(body(bookingRequestSchema)) request: BookingRequestBody,
    @inject(RestBindings.Http.REQUEST) http: Request,
    @inject(RestBindings.Http.RESPONSE) response: Response,
    @param(idempotencyKeyParameter) key?: string,
  ): Promise<BookingReply> {
    const made = await this.writes.once(
      {key, method: 'POST', path: '/api/bookings', body: request},
      http.ip,
      tx => this.bookings.book(tx, request),
      () => this.bookings.bookAlone(request),
    );
    response.status(201);
    const {paymentMethod, contact} = request;
    return this.booked.reply(made, {paymentMethod, contactEmail: contact.email});
  }

  @allow('booking', 'customer', 'instructor', 'admin')
  @get('/api/bookings/{reference}', {
    tags: TAGS,
    summary: 'One booking, for its holder',
    responses: {200: json('The booking', bookingSchema), ...errorReplies('BOOKING_NOT_FOUND')},
  })
  read(
    @param(reference) bookingReference: string,
    @inject(SecurityBindings.USER) principal: Principal,
  ): Promise<BookingView> {
    return this.holder.read(bookingReference, principal);
  }

  @allow('booking', 'customer', 'instructor', 'admin')
  @post('/api/bookings/{reference}/cancel', {
    tags: TAGS,
    summary: 'Cancel a booking and free its seats',
    responses: {
      200: json('The cancelled booking', bookingSchema),
      ...errorReplies('BOOKING_NOT_FOUND', 'INVALID_STATUS_CHANGE', 'CHOICE_CLOSED'),
    },
  })
  cancel(
    @param(reference) bookingReference: string,
    @inject(SecurityBindings.USER) principal: Principal,
    @requestBody({...body(cancelRequestSchema), required: false}) request?: CancelRequestBody,
  ): Promise<BookingView> {
    const {reason = 'cancelled by the customer', courseScheduleId} = request ?? {};
    return this.holder.cancel(bookingReference, principal, reason, courseScheduleId);
  }

  @allow('booking', 'customer', 'instructor', 'admin')
  @get('/api/bookings/{reference}/cancellation-preview', {
    tags: TAGS,
    summary: 'What a cancellation now would bring back',
    responses: {
      200: json('The tier and the refund', cancellationPreviewSchema),
      ...errorReplies('BOOKING_NOT_FOUND', 'ATTENDEE_NOT_FOUND', 'LAST_ATTENDEE'),
    },
  })
  previewCancellation(
    @param(reference) bookingReference: string,
    @inject(SecurityBindings.USER) principal: Principal,
    @param(ofAttendee) attendeeId?: number,
  ): Promise<CancellationPreview> {
    return this.holder.previewCancellation(bookingReference, principal, attendeeId);
  }

  @allow('booking', 'customer', 'instructor', 'admin')
  @get('/api/bookings/{reference}/calendar.ics', {
    tags: TAGS,
    summary: 'Calendar file with an event per session',
    responses: {
      200: {description: 'iCalendar', content: {'text/calendar': {schema: {type: 'string'}}}},
      ...errorReplies('BOOKING_NOT_FOUND'),
    },
  })
  async calendar(
    @param(reference) bookingReference: string,
    @inject(SecurityBindings.USER) principal: Principal,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<Response> {
    const file = await this.holder.calendar(bookingReference, principal);
    response.setHeader('Content-Disposition', `attachment; filename="${bookingReference.toUpperCase()}.ics"`);
    response.type('text/calendar').send(file);
    return response;
  }
}

import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param, post, type Request, type Response, RestBindings, requestBody} from '@loopback/rest';
import {SecurityBindings} from '@loopback/security';
import {allow, publicRoute, type WaitingHolder} from '../access';
import type {BookingReply, BookingReplyService} from '../services/booking-reply.service';
import type {PublicWriteService} from '../services/public-write.service';
import type {TokenService} from '../services/token.service';
import type {WaitingListEntryService} from '../services/waiting-list-entry.service';
import type {WaitingView} from '../services/waiting-list-view';
import {bookingMadeSchema} from './schemas/booking.schemas';
import {json} from './schemas/common.schemas';
import {BOOKING_FAILURES, errorReplies} from './schemas/error-replies';
import {IDEMPOTENCY_FAILURES, idempotencyKeyParameter} from './schemas/idempotency-key';
import {body} from './schemas/request-body';
import {
  type AcceptRequestBody,
  acceptRequestSchema,
  type JoinRequestBody,
  joinedSchema,
  joinRequestSchema,
  waitingReferenceParameter as reference,
  waitingEntrySchema,
} from './schemas/waiting-list.schemas';

const tags = ['Waiting list'];
const path = '/api/waiting-list';
const ended = {
  200: json('The place as it is now', waitingEntrySchema),
  ...errorReplies('WAITING_LIST_ENTRY_NOT_FOUND', 'INVALID_STATUS_CHANGE'),
};

@injectable({scope: BindingScope.SINGLETON})
export class WaitingListController {
  constructor(
    @inject('services.WaitingListEntryService') private readonly entries: WaitingListEntryService,
    @inject('services.BookingReplyService') private readonly booked: BookingReplyService,
    @inject('services.PublicWriteService') private readonly writes: PublicWriteService,
    @inject('services.TokenService') private readonly tokens: TokenService,
  ) {}

  @publicRoute()
  @post(path, {
    tags,
    summary: 'Wait for seats of a schedule that is full for so many',
    operationId: 'joinWaitingList',
    responses: {
      201: json('The place in line; a mail tells when seats are free', joinedSchema),
      ...errorReplies(
        'SCHEDULE_NOT_FOUND',
        'SCHEDULE_NOT_BOOKABLE',
        'SEATS_AVAILABLE',
        'ALREADY_WAITING',
        'VALIDATION_FAILED',
        ...IDEMPOTENCY_FAILURES,
        'RATE_LIMITED',
      ),
    },
  })
  async join(
    @requestBody(body(joinRequestSchema)) request: JoinRequestBody,
    @inject(RestBindings.Http.REQUEST) http: Request,
    @inject(RestBindings.Http.RESPONSE) response: Response,
    @param(idempotencyKeyParameter) key?: string,
  ): Promise<WaitingView & {accessToken: string}> {
    const entry = await this.writes.once({key, method: 'POST', path, body: request}, http.ip, tx =>
      this.entries.join(tx, request),
    );
    response.status(201);
    return {...entry, accessToken: await this.tokens.waitingListAccessToken(entry.reference)};
  }

  @allow('waiting', 'customer', 'instructor', 'admin')
  @get(`${path}/{reference}`, {
    tags,
    summary: 'One place on a waiting list, for its holder',
    operationId: 'readWaitingListEntry',
    responses: {
      200: json('Place, status and offer', waitingEntrySchema),
      ...errorReplies('WAITING_LIST_ENTRY_NOT_FOUND'),
    },
  })
  read(
    @param(reference) waitingReference: string,
    @inject(SecurityBindings.USER) holder: WaitingHolder,
  ): Promise<WaitingView> {
    return this.entries.read(waitingReference, holder);
  }

  @allow('waiting', 'customer', 'instructor', 'admin')
  @post(`${path}/{reference}/leave`, {
    tags,
    summary: 'Give the place up, with an offer or without',
    operationId: 'leaveWaitingList',
    responses: ended,
  })
  leave(
    @param(reference) waitingReference: string,
    @inject(SecurityBindings.USER) holder: WaitingHolder,
  ): Promise<WaitingView> {
    return this.entries.end(waitingReference, holder, 'left');
  }

  @allow('waiting', 'customer', 'instructor', 'admin')
  @post(`${path}/{reference}/decline`, {
    tags,
    summary: 'Say no to an offer: its seats go to the next in line',
    operationId: 'declineWaitingListOffer',
    responses: ended,
  })
  decline(
    @param(reference) waitingReference: string,
    @inject(SecurityBindings.USER) holder: WaitingHolder,
  ): Promise<WaitingView> {
    return this.entries.end(waitingReference, holder, 'declined');
  }

  @allow('waiting', 'customer', 'instructor', 'admin')
  @post(`${path}/{reference}/accept`, {
    tags,
    summary: 'Book the seats that an offer keeps',
    operationId: 'acceptWaitingListOffer',
    responses: {
      201: json('The booking, as if it had been made at once', bookingMadeSchema),
      ...errorReplies(
        'WAITING_LIST_ENTRY_NOT_FOUND',
        'INVALID_STATUS_CHANGE',
        ...BOOKING_FAILURES,
        'DISCOUNT_CODE_ALREADY_USED',
        'ATTENDEE_ALREADY_BOOKED',
        'VALIDATION_FAILED',
        ...IDEMPOTENCY_FAILURES,
        'RATE_LIMITED',
      ),
    },
  })
  async accept(
    @param(reference) waitingReference: string,
    @requestBody(body(acceptRequestSchema)) request: AcceptRequestBody,
    @inject(SecurityBindings.USER) holder: WaitingHolder,
    @inject(RestBindings.Http.REQUEST) http: Request,
    @inject(RestBindings.Http.RESPONSE) response: Response,
    @param(idempotencyKeyParameter) key?: string,
  ): Promise<BookingReply> {
    const {id, contactEmail, reference: known} = await this.entries.findOwn(waitingReference, holder);
    const made = await this.writes.once(
      {key, method: 'POST', path: `${path}/${known}/accept`, body: request},
      http.ip,
      tx => this.entries.accept(tx, id, request),
    );
    response.status(201);
    return this.booked.reply(made, {paymentMethod: request.paymentMethod, contactEmail});
  }
}

import {BindingScope, inject, injectable} from '@loopback/core';
import {param, post, type Request, type RequestBodyObject, RestBindings, requestBody} from '@loopback/rest';
import {SecurityBindings} from '@loopback/security';
import {allow, type Principal, publicRoute} from '../access';
import type {BookingHolderService} from '../services/booking-holder.service';
import type {PaymentService} from '../services/payment.service';
import type {PaymentInstructions} from '../services/payments/payment-gateway';
import type {ProviderNewsService} from '../services/provider-news.service';
import type {RateLimitService} from '../services/rate-limit.service';
import {paymentInstructionsSchema} from './schemas/booking.schemas';
import {bookingReferenceParameter, json, objectSchema} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';

const signature = {
  name: 'Stripe-Signature',
  in: 'header',
  description: 'Of the body, byte by byte',
  schema: {type: 'string', maxLength: 1000},
} as const;
/** The body stays as it came: what is signed is its bytes. */
const event: RequestBodyObject = {
  required: true,
  content: {
    'application/json': {
      schema: {type: 'object', description: "Stripe's event", additionalProperties: true},
      'x-parser': 'raw',
    },
  },
};

@injectable({scope: BindingScope.SINGLETON})
export class PaymentController {
  constructor(
    @inject('services.BookingHolderService') private readonly holder: BookingHolderService,
    @inject('services.PaymentService') private readonly payments: PaymentService,
    @inject('services.ProviderNewsService') private readonly news: ProviderNewsService,
    @inject('services.RateLimitService') private readonly rateLimits: RateLimitService,
  ) {}

  @allow('booking', 'customer', 'instructor', 'admin')
  @post('/api/bookings/{reference}/payment', {
    tags: ['Bookings'],
    summary: 'Begin, or go on with, the card payment of what is due',
    responses: {
      200: json('What is needed to pay; asked again, the same', paymentInstructionsSchema),
      ...errorReplies('BOOKING_NOT_FOUND', 'INVALID_STATUS_CHANGE', 'RATE_LIMITED', 'PAYMENT_UNAVAILABLE'),
    },
  })
  async pay(
    @param(bookingReferenceParameter) bookingReference: string,
    @inject(SecurityBindings.USER) principal: Principal,
    @inject(RestBindings.Http.REQUEST) http: Request,
  ): Promise<PaymentInstructions> {
    await this.rateLimits.consume('payment', http.ip);
    const {id} = await this.holder.findOwn(bookingReference, principal);
    return this.payments.resume(id);
  }

  @publicRoute()
  @post('/api/payments/stripe/webhook', {
    tags: ['Bookings'],
    summary: 'For Stripe alone: what has happened to a payment, refund or dispute',
    operationId: 'receiveStripeEvent',
    responses: {
      200: json('Recorded', objectSchema('EventReceived', {received: {type: 'boolean'}})),
      ...errorReplies('WEBHOOK_SIGNATURE_INVALID'),
    },
  })
  async receiveEvent(
    // Of a Buffer LoopBack would make a schema of its own.
    @requestBody(event) body: unknown,
    @param(signature) signed?: string,
  ): Promise<{received: true}> {
    await this.news.receive(body as Buffer, signed);
    return {received: true};
  }
}

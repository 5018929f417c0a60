import {BindingScope, inject, injectable} from '@loopback/core';
import type {PaymentMethod} from '../domain/statuses';
import type {BookingMade} from './booking-made';
import type {PaymentService} from './payment.service';
import type {PaymentInstructions} from './payments/payment-gateway';
import type {TokenService} from './token.service';

export type BookingReply = Omit<BookingMade, 'id' | 'createdAt'> & {
  accessToken: string;
  payment: PaymentInstructions;
};

/** What whoever has booked is told: the booking, the key to it, and how to pay. */
@injectable({scope: BindingScope.SINGLETON})
export class BookingReplyService {
  constructor(
    @inject('services.TokenService') private readonly tokens: TokenService,
    @inject('services.PaymentService') private readonly payments: PaymentService,
  ) {}

  /** After commit, as a payment may be begun at the provider. */
  async reply(
    {id, createdAt, ...made}: BookingMade,
    {paymentMethod, contactEmail}: {paymentMethod: PaymentMethod; contactEmail: string},
  ): Promise<BookingReply> {
    const {bookingReference} = made;
    return {
      ...made,
      accessToken: await this.tokens.bookingAccessToken(bookingReference, new Date(createdAt), contactEmail),
      payment: await this.payments.begin({...made, id, paymentMethod}),
    };
  }
}

import {BindingScope, injectable} from '@loopback/core';
import type {Payable, PaymentGateway, PaymentInstructions} from './payment-gateway';

/** Money that staff collect and record by hand: invoice, cash, bank transfer, or a card over the telephone. */
@injectable({scope: BindingScope.SINGLETON})
export class OfflineGateway implements PaymentGateway {
  async begin(booking: Payable): Promise<PaymentInstructions> {
    if (booking.paymentAmount === '0.00') {
      return {provider: 'offline', status: 'nothing_to_pay', instructions: 'There is nothing to pay.'};
    }
    const how =
      booking.paymentMethod === 'card'
        ? 'We will contact you to take your card payment.'
        : 'We will send you an invoice.';
    return {
      provider: 'offline',
      status: 'awaiting_payment',
      instructions: `${how} Please quote ${booking.bookingReference}.`,
    };
  }
}

import type {PaymentMethod} from '../../domain/statuses';

export interface Payable {
  bookingReference: string;
  /** Pounds as a decimal string. */
  paymentAmount: string;
  paymentMethod: PaymentMethod;
}

/** What a customer needs in order to pay. */
export interface PaymentInstructions {
  provider: 'offline';
  status: 'awaiting_payment' | 'nothing_to_pay';
  instructions: string;
}

/** Takes payments for bookings; chosen in one place, `application.ts`. */
export interface PaymentGateway {
  begin(booking: Payable): Promise<PaymentInstructions>;
}

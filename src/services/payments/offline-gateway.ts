import {DomainError} from '../../domain/errors';
import {
  type Payable,
  type PaymentGateway,
  type PaymentInstructions,
  PaymentProviderError,
} from './payment-gateway';

/** Without a payment provider all money goes through people: invoice, cash, bank transfer, a card over the telephone. */
export class OfflineGateway implements PaymentGateway {
  readonly provider = null;
  readonly publishableKey = '';
  readonly account = null;
  readonly minimumPence = 0;

  create(): Promise<never> {
    return refused();
  }

  read(): Promise<never> {
    return refused();
  }

  cancel(): Promise<never> {
    return refused();
  }

  refund(): Promise<never> {
    return refused();
  }

  refundsOf(): Promise<never> {
    return refused();
  }

  async *payments(): AsyncGenerator<never> {}

  async *refunds(): AsyncGenerator<never> {}

  readEvent(): never {
    throw new DomainError('WEBHOOK_SIGNATURE_INVALID', 'No payment provider is set up here');
  }
}

/** How to pay without a provider. */
export function offlineInstructions({
  bookingReference,
  paymentAmount,
  paymentMethod,
}: Payable): PaymentInstructions {
  if (paymentAmount === '0.00') {
    return {provider: 'offline', status: 'nothing_to_pay', instructions: 'There is nothing to pay.'};
  }
  const how =
    paymentMethod === 'card'
      ? 'We will contact you to take your card payment.'
      : 'We will send you an invoice.';
  return {
    provider: 'offline',
    status: 'awaiting_payment',
    instructions: `${how} Please quote ${bookingReference}.`,
  };
}

function refused(): Promise<never> {
  return Promise.reject(new PaymentProviderError('no payment provider is set up', true));
}

import type {StripeConfig} from '../../config-payments';
import {OfflineGateway} from './offline-gateway';
import type {PaymentGateway} from './payment-gateway';

/**
 * The one place that decides who moves money by card: Stripe when its keys are set. Its SDK is loaded only then, as that
 * takes a tenth of a second of every start.
 */
export function choosePaymentGateway(stripe: Readonly<StripeConfig> | null): PaymentGateway {
  if (stripe === null) return new OfflineGateway();
  const {StripeGateway} = require('./stripe-gateway') as typeof import('./stripe-gateway');
  return new StripeGateway(stripe);
}

import {PAYMENTS_QUEUE} from '../repositories/refund.repository';
import type {RefundPayoutService} from '../services/refund-payout.service';
import type {Job} from './job';

/** Refunds whose own job has come to nothing: the provider was away, or the process ended. */
export const processRefunds: Job = {
  name: 'process_refunds',
  schedule: '* * * * *',
  queue: PAYMENTS_QUEUE,
  async run(application, _payload, stopping) {
    const payouts = await application.get<RefundPayoutService>('services.RefundPayoutService');
    await payouts.payOutAll(stopping);
  },
};

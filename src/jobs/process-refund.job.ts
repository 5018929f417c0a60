import type {RefundPayoutService} from '../services/refund-payout.service';
import type {Job} from './job';

/** Pays one refund out, added in the transaction that approved it. */
export const processRefund: Job = {
  name: 'process_refund',
  async run(application, payload) {
    const payouts = await application.get<RefundPayoutService>('services.RefundPayoutService');
    await payouts.payOut((payload as {id: number}).id);
  },
};

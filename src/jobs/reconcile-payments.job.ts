import {PAYMENTS_QUEUE} from '../repositories/refund.repository';
import type {PaymentReconciliationService} from '../services/payment-reconciliation.service';
import type {Job} from './job';

/** Compares the ledger with the payment provider; events that never came are made up for. */
export const reconcilePayments: Job = {
  name: 'reconcile_payments',
  schedule: '10 2 * * *',
  queue: PAYMENTS_QUEUE,
  async run(application) {
    const reconciliations = await application.get<PaymentReconciliationService>(
      'services.PaymentReconciliationService',
    );
    await reconciliations.run();
  },
};

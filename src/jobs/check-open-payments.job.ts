import {PAYMENTS_QUEUE} from '../repositories/refund.repository';
import type {PaymentService} from '../services/payment.service';
import type {Job} from './job';

/** Rule 9: who has paid keeps the seats, also when the provider's event is late; who has not can't pay for nothing. */
export const checkOpenPayments: Job = {
  name: 'check_open_payments',
  schedule: '* * * * *',
  queue: PAYMENTS_QUEUE,
  async run(application, _payload, stopping) {
    const payments = await application.get<PaymentService>('services.PaymentService');
    await payments.askAboutOpen(stopping);
    await payments.endOfCancelled(stopping);
  },
};

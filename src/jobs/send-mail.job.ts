import type {MailDeliveryService} from '../services/mail/mail-delivery.service';
import type {Job} from './job';

/** Rule 16: one attempt for a mail, added in the transaction that queued it, or for its next attempt. */
export const sendMail: Job = {
  name: 'send_mail',
  lane: 'mail',
  async run(application, payload, stopping) {
    const delivery = await application.get<MailDeliveryService>('services.MailDeliveryService');
    await delivery.send((payload as {id: number}).id, stopping);
  },
};

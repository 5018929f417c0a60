import type {MailDeliveryService} from '../services/mail/mail-delivery.service';
import type {Job} from './job';

/** Mails that nobody is going to send: their process ended, or there was no mail server when they were queued. */
export const sendStuckMails: Job = {
  name: 'send_stuck_mails',
  schedule: '* * * * *',
  async run(application) {
    const delivery = await application.get<MailDeliveryService>('services.MailDeliveryService');
    await delivery.sendStuck();
  },
};

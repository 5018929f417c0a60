import {AppBindings} from '../keys';
import type {EmailLogRepository} from '../repositories/email-log.repository';
import type {SettingRepository} from '../repositories/setting.repository';
import type {Job} from './job';

const BATCH = 5000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The log of mails names people: what has ended is kept for `mail.retention_days`. */
export const removeOldMails: Job = {
  name: 'remove_old_mails',
  schedule: '50 3 * * *',
  async run(application, _payload, stopping) {
    const settings = await application.get<SettingRepository>('repositories.SettingRepository');
    const emails = await application.get<EmailLogRepository>('repositories.EmailLogRepository');
    const now = (await application.get(AppBindings.CLOCK))();
    const before = new Date(now.getTime() - (await settings.days('mail.retention_days')) * DAY_MS);
    while (!stopping?.aborted && (await emails.removeEnded(before, BATCH)) === BATCH);
  },
};

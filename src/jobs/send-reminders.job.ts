import type {ReminderService} from '../services/reminder.service';
import type {Job} from './job';

/** Reminds of courses two days ahead. More often than daily, for those who are moved or confirmed on that very day. */
export const sendReminders: Job = {
  name: 'send_reminders',
  schedule: '*/10 * * * *',
  async run(application) {
    const reminders = await application.get<ReminderService>('services.ReminderService');
    await reminders.remind();
  },
};

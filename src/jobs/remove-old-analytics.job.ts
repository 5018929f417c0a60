import type {AnalyticsService} from '../services/analytics.service';
import type {Job} from './job';

/** Sums up the days that are over; events are kept for `analytics.retention_days`, and what each day came to for good. */
export const removeOldAnalytics: Job = {
  name: 'remove_old_analytics',
  schedule: '40 * * * *',
  async run(application) {
    const analytics = await application.get<AnalyticsService>('services.AnalyticsService');
    await analytics.removeOld();
  },
};

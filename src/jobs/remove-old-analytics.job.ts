import type {AnalyticsService} from '../services/analytics.service';
import type {Job} from './job';

/** Events of visitors are kept for `analytics.retention_days`; what each day came to stays. */
export const removeOldAnalytics: Job = {
  name: 'remove_old_analytics',
  schedule: '40 3 * * *',
  async run(application) {
    const analytics = await application.get<AnalyticsService>('services.AnalyticsService');
    await analytics.removeOld();
  },
};

import type {ReportService} from '../services/report.service';
import type {Job} from './job';

/** Adds up the days whose bookings or payments were changed, so that no report has to. */
export const refreshReportDays: Job = {
  name: 'refresh_report_days',
  schedule: '* * * * *',
  async run(application) {
    const reports = await application.get<ReportService>('services.ReportService');
    await reports.refreshDays();
  },
};

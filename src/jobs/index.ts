import type {Job} from './job';
import {refreshReportDays} from './refresh-report-days.job';
import {releaseExpiredHolds} from './release-expired-holds.job';
import {removeExpiredRows} from './remove-expired-rows.job';
import {removeOldAnalytics} from './remove-old-analytics.job';

export const JOBS: readonly Job[] = [
  refreshReportDays,
  releaseExpiredHolds,
  removeExpiredRows,
  removeOldAnalytics,
];

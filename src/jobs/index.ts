import {backUpDaily} from './back-up-daily.job';
import {checkOpenPayments} from './check-open-payments.job';
import {issueDocuments} from './issue-documents.job';
import type {Job} from './job';
import {processRefund} from './process-refund.job';
import {processRefunds} from './process-refunds.job';
import {reconcilePayments} from './reconcile-payments.job';
import {refreshReportDays} from './refresh-report-days.job';
import {releaseExpiredHolds} from './release-expired-holds.job';
import {removeExpiredRows} from './remove-expired-rows.job';
import {removeOldAnalytics} from './remove-old-analytics.job';
import {removeOldMails} from './remove-old-mails.job';
import {renewWaitingLists} from './renew-waiting-lists.job';
import {sendMail} from './send-mail.job';
import {sendReminders} from './send-reminders.job';
import {sendStuckMails} from './send-stuck-mails.job';

export const JOBS: readonly Job[] = [
  checkOpenPayments,
  backUpDaily,
  issueDocuments,
  processRefund,
  processRefunds,
  reconcilePayments,
  refreshReportDays,
  releaseExpiredHolds,
  removeExpiredRows,
  removeOldAnalytics,
  removeOldMails,
  renewWaitingLists,
  sendMail,
  sendReminders,
  sendStuckMails,
];

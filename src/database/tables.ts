// biome-ignore-all format: written by `npm run schema:types` from the migrations: do not edit.
import type {Knex} from 'knex';

export interface AdminActivityLogsRow {
  id: number; admin_id: number; action: string; entity_type: string; entity_id: number | null;
  old_values: unknown; new_values: unknown; ip_address: string | null; user_agent: string | null;
  created_at: Date;
}

export interface AnalyticsDaysRow {
  day: string; dimension: 'visits' | 'funnel' | 'source' | 'device' | 'browser'; key: string; visits: number;
  page_views: number; bookings: number;
}

export interface AnalyticsEventsRow {
  id: number; event_type: string; user_id: number | null; session_id: string | null; page_url: string | null;
  referrer_url: string | null; event_data: unknown; ip_address: string | null; user_agent: string | null;
  device_type: string | null; browser: string | null; created_at: Date; referrer_host: string | null;
  utm_source: string | null;
}

export interface BookingAttendeesRow {
  id: number; booking_id: number; first_name: string; last_name: string; email: string | null;
  phone: string | null; attendance: 'expected' | 'present' | 'late' | 'absent';
  assessment: 'pending' | 'passed' | 'failed'; created_at: Date; updated_at: Date; assessed_by: number | null;
  assessed_at: Date | null; unit_price: string | null;
}

export interface BookingsRow {
  id: number; user_id: number; course_schedule_id: number; discount_code_id: number | null;
  booking_reference: string; status: 'pending' | 'confirmed' | 'cancelled' | 'completed' | 'no_show';
  payment_status: 'pending' | 'paid' | 'partially_refunded' | 'refunded' | 'failed'; payment_amount: string;
  discount_applied: string; notes: string | null; confirmation_sent: boolean; reminder_sent: boolean;
  certificate_issued: boolean; created_at: Date; updated_at: Date; version: number; created_by: number | null;
  updated_by: number | null; seats: number; payment_method: 'card' | 'invoice' | 'cash' | 'bank_transfer';
  hold_expires_at: Date | null; cancelled_at: Date | null; cancellation_reason: string | null;
  contact_first_name: string; contact_last_name: string; contact_email: string; contact_phone: string | null;
  cancellation_policy: unknown; searched: string; reminded_of: string | null; discount_terms: unknown;
  retained_amount: string; company_id: number | null; company_name: string | null;
  purchase_order_number: string | null; payment_due_on: string | null;
}

export interface CancellationPoliciesRow {
  id: number; name: string; is_default: boolean; created_at: Date; updated_at: Date; version: number;
  created_by: number | null; updated_by: number | null;
}

export interface CancellationPolicyTiersRow {
  cancellation_policy_id: number; min_days_before: number; refund_percent: number; name: string;
}

export interface CompaniesRow {
  id: number; name: string; billing_address: string; email: string; credit_terms_days: number;
  is_active: boolean; created_at: Date; updated_at: Date; created_by: number | null;
  updated_by: number | null; version: number;
}

export interface CourseSchedulesRow {
  id: number; course_id: number; venue_id: number; instructor_id: number | null; start_datetime: Date;
  end_datetime: Date; status: 'draft' | 'published' | 'cancelled' | 'completed'; capacity: number;
  notes: string | null; cancelled_at: Date | null; cancellation_reason: string | null; created_at: Date;
  updated_at: Date; version: number; created_by: number | null; updated_by: number | null;
  seats_taken: number; min_seats: number; series_id: number | null;
}

export interface CourseTypesRow {
  code: string; name: string; duration_hours: string; days: number; certification_validity_years: number;
}

export interface CoursesRow {
  id: number; name: string; slug: string; description: string; course_type: string; duration_hours: string;
  price: string; max_capacity: number; certification_validity_years: number; is_active: boolean;
  created_at: Date; updated_at: Date; version: number; created_by: number | null; updated_by: number | null;
}

export interface DiscountCodesRow {
  id: number; code: string; description: string; discount_type: 'percentage' | 'fixed';
  discount_value: string; min_purchase_amount: string; valid_from: string; valid_until: string;
  usage_limit: number | null; times_used: number; course_type_restriction: string | null; is_active: boolean;
  created_at: Date; updated_at: Date; version: number; created_by: number | null; updated_by: number | null;
  max_uses_per_customer: number | null;
}

export interface DocumentCountersRow {
  kind: string; prefix: string; last_number: number;
}

export interface DocumentMarksRow {
  id: number; booking_id: number;
}

export interface EmailLogsRow {
  id: number; recipient: string; email_type: string; subject: string; booking_id: number | null;
  status: 'queued' | 'sending' | 'sent' | 'failed' | 'bounced' | 'withdrawn'; attempts: number;
  error_message: string | null; payload: unknown; sent_at: Date | null; created_at: Date;
  message_id: string | null; locked_until: Date | null; next_attempt_at: Date | null;
}

export interface EmailVerificationsRow {
  id: number; user_id: number; expires_at: Date; used_at: Date | null; created_at: Date;
}

export interface IdempotencyKeysRow {
  scope: string; key: string; request_hash: Buffer; response_body: unknown; created_at: Date;
  expires_at: Date;
}

export interface PasswordResetsRow {
  id: number; user_id: number; expires_at: Date; used_at: Date | null; created_at: Date;
}

export interface PaymentProviderEventsRow {
  id: number; provider: string; event_id: string; event_type: string; object_id: string | null;
  booking_id: number | null; outcome: 'applied' | 'ignored' | 'attention'; note: string | null;
  occurred_at: Date; received_at: Date; resolved_at: Date | null; resolved_by: number | null;
  resolution: string | null;
}

export interface PaymentReconciliationsRow {
  id: number; provider: string; compared_from: Date; started_at: Date; finished_at: Date;
  payments_seen: number; refunds_seen: number; mended: number; differences: unknown;
}

export interface PaymentTransactionsRow {
  id: number; booking_id: number; kind: 'charge' | 'refund' | 'dispute'; amount: string; currency: string;
  payment_method: 'card' | 'invoice' | 'cash' | 'bank_transfer'; provider_payment_id: string | null;
  provider_refund_id: string | null; status: 'pending' | 'succeeded' | 'failed';
  failure_reason: string | null; metadata: unknown; processed_at: Date | null; created_at: Date;
  updated_at: Date; refund_id: number | null; charge_transaction_id: number | null;
  provider_dispute_id: string | null;
}

export interface RateLimitsRow {
  bucket: string; subject: Buffer; hits: number; expires_at: Date;
}

export interface RefreshTokensRow {
  id: number; user_id: number; family_id: string; token_hash: Buffer; expires_at: Date; used_at: Date | null;
  revoked_at: Date | null; created_at: Date;
}

export interface RefundsRow {
  id: number; booking_id: number; charge_transaction_id: number | null; amount: string; currency: string;
  cause: 'customer_cancelled' | 'staff' | 'company_cancelled' | 'late_payment' | 'overpaid' | 'booking_changed';
  reason: string; status: 'pending' | 'approved' | 'rejected' | 'processing' | 'completed' | 'failed';
  decided_by: number | null; decided_at: Date | null; rejection_reason: string | null;
  failure_reason: string | null; attempts: number; claimed_until: Date | null; completed_at: Date | null;
  created_at: Date; updated_at: Date; created_by: number | null; updated_by: number | null; version: number;
}

export interface ReportDaysRow {
  thing: 'all' | 'course' | 'venue' | 'instructor'; day: string; thing_id: number; bookings: number;
  booked_seats: number; booked_value: string; charges: string; refunds: string; cancellations: number;
  cancelled_seats: number; cancelled_value: string; expired_holds: number;
}

export interface SalesDocumentsRow {
  id: number; kind: 'invoice' | 'receipt' | 'credit_note'; number: string; booking_id: number;
  invoice_id: number | null; payment_transaction_id: number | null; issued_at: Date; currency: string;
  total_amount: string; vat_rate: string; vat_amount: string; seller: unknown; billed_to: unknown;
  lines: unknown; payment_due_on: string | null; paid_amount: string;
}

export interface ScheduleSeriesRow {
  id: number; rule: string; starts_on: string; excluded_days: unknown; session_template: unknown;
  created_at: Date; created_by: number | null;
}

export interface ScheduleSessionsRow {
  id: number; course_schedule_id: number; venue_id: number; instructor_id: number | null;
  is_blocking: boolean; start_datetime: Date; end_datetime: Date;
}

export interface SessionAttendancesRow {
  booking_attendee_id: number; schedule_session_id: number; attendance: 'present' | 'late' | 'absent';
  marked_by: number | null; marked_at: Date;
}

export interface SettingsRow {
  key: string; value: unknown; description: string; updated_at: Date; updated_by: number | null;
  version: number;
}

export interface StaleReportDaysRow {
  id: number; day: string;
}

export interface UsersRow {
  id: number; email: string; password_hash: string | null; first_name: string; last_name: string;
  created_at: Date; updated_at: Date; phone: string | null; role: 'customer' | 'admin' | 'instructor';
  is_active: boolean; last_login: Date | null; version: number; created_by: number | null;
  updated_by: number | null; email_verified_at: Date | null; searched: string;
}

export interface VenuesRow {
  id: number; name: string; address_line1: string; address_line2: string | null; city: string;
  postcode: string; capacity: number; facilities: unknown; parking_info: string | null; is_active: boolean;
  created_at: Date; updated_at: Date; version: number; created_by: number | null; updated_by: number | null;
}

export interface WaitingListEntriesRow {
  id: number; reference: string; course_schedule_id: number; user_id: number; contact_first_name: string;
  contact_last_name: string; contact_email: string; contact_phone: string | null; seats: number;
  status: 'waiting' | 'offered' | 'accepted' | 'declined' | 'expired' | 'left' | 'closed';
  offered_at: Date | null; offer_expires_at: Date | null; ended_at: Date | null; booking_id: number | null;
  created_at: Date; updated_at: Date; version: number; created_by: number | null; updated_by: number | null;
  searched: string;
}

/** What may be left out of a new row of `Row`, as the database fills it. */
type New<Row, Filled extends keyof Row> = Omit<Row, Filled> & Partial<Pick<Row, Filled>>;
type Table<Row, Filled extends keyof Row> = Knex.CompositeTableType<Row, New<Row, Filled>, Partial<Row>>;

declare module 'knex/types/tables' {
  interface Tables {
    admin_activity_logs: Table<AdminActivityLogsRow,
      'id' | 'entity_id' | 'old_values' | 'new_values' | 'ip_address' | 'user_agent' | 'created_at'>;
    analytics_days: Table<AnalyticsDaysRow, never>;
    analytics_events: Table<AnalyticsEventsRow,
      'id' | 'user_id' | 'session_id' | 'page_url' | 'referrer_url' | 'event_data' | 'ip_address'
      | 'user_agent' | 'device_type' | 'browser' | 'created_at' | 'referrer_host' | 'utm_source'>;
    booking_attendees: Table<BookingAttendeesRow,
      'id' | 'email' | 'phone' | 'attendance' | 'assessment' | 'created_at' | 'updated_at' | 'assessed_by'
      | 'assessed_at' | 'unit_price'>;
    bookings: Table<BookingsRow,
      'id' | 'discount_code_id' | 'status' | 'payment_status' | 'discount_applied' | 'notes'
      | 'confirmation_sent' | 'reminder_sent' | 'certificate_issued' | 'created_at' | 'updated_at' | 'version'
      | 'created_by' | 'updated_by' | 'seats' | 'payment_method' | 'hold_expires_at' | 'cancelled_at'
      | 'cancellation_reason' | 'contact_phone' | 'searched' | 'reminded_of' | 'discount_terms'
      | 'retained_amount' | 'company_id' | 'company_name' | 'purchase_order_number' | 'payment_due_on'>;
    cancellation_policies: Table<CancellationPoliciesRow,
      'id' | 'is_default' | 'created_at' | 'updated_at' | 'version' | 'created_by' | 'updated_by'>;
    cancellation_policy_tiers: Table<CancellationPolicyTiersRow, never>;
    companies: Table<CompaniesRow,
      'id' | 'credit_terms_days' | 'is_active' | 'created_at' | 'updated_at' | 'created_by' | 'updated_by'
      | 'version'>;
    course_schedules: Table<CourseSchedulesRow,
      'id' | 'instructor_id' | 'status' | 'notes' | 'cancelled_at' | 'cancellation_reason' | 'created_at'
      | 'updated_at' | 'version' | 'created_by' | 'updated_by' | 'seats_taken' | 'min_seats' | 'series_id'>;
    course_types: Table<CourseTypesRow, never>;
    courses: Table<CoursesRow,
      'id' | 'description' | 'max_capacity' | 'certification_validity_years' | 'is_active' | 'created_at'
      | 'updated_at' | 'version' | 'created_by' | 'updated_by'>;
    discount_codes: Table<DiscountCodesRow,
      'id' | 'description' | 'min_purchase_amount' | 'usage_limit' | 'times_used' | 'course_type_restriction'
      | 'is_active' | 'created_at' | 'updated_at' | 'version' | 'created_by' | 'updated_by'
      | 'max_uses_per_customer'>;
    document_counters: Table<DocumentCountersRow,
      'last_number'>;
    document_marks: Table<DocumentMarksRow,
      'id'>;
    email_logs: Table<EmailLogsRow,
      'id' | 'booking_id' | 'status' | 'attempts' | 'error_message' | 'payload' | 'sent_at' | 'created_at'
      | 'message_id' | 'locked_until' | 'next_attempt_at'>;
    email_verifications: Table<EmailVerificationsRow,
      'id' | 'used_at' | 'created_at'>;
    idempotency_keys: Table<IdempotencyKeysRow,
      'created_at'>;
    password_resets: Table<PasswordResetsRow,
      'id' | 'used_at' | 'created_at'>;
    payment_provider_events: Table<PaymentProviderEventsRow,
      'id' | 'object_id' | 'booking_id' | 'note' | 'received_at' | 'resolved_at' | 'resolved_by'
      | 'resolution'>;
    payment_reconciliations: Table<PaymentReconciliationsRow,
      'id'>;
    payment_transactions: Table<PaymentTransactionsRow,
      'id' | 'currency' | 'provider_payment_id' | 'provider_refund_id' | 'status' | 'failure_reason'
      | 'metadata' | 'processed_at' | 'created_at' | 'updated_at' | 'refund_id' | 'charge_transaction_id'
      | 'provider_dispute_id'>;
    rate_limits: Table<RateLimitsRow, never>;
    refresh_tokens: Table<RefreshTokensRow,
      'id' | 'used_at' | 'revoked_at' | 'created_at'>;
    refunds: Table<RefundsRow,
      'id' | 'charge_transaction_id' | 'currency' | 'status' | 'decided_by' | 'decided_at'
      | 'rejection_reason' | 'failure_reason' | 'attempts' | 'claimed_until' | 'completed_at' | 'created_at'
      | 'updated_at' | 'created_by' | 'updated_by' | 'version'>;
    report_days: Table<ReportDaysRow, never>;
    sales_documents: Table<SalesDocumentsRow,
      'id' | 'invoice_id' | 'payment_transaction_id' | 'issued_at' | 'payment_due_on' | 'paid_amount'>;
    schedule_series: Table<ScheduleSeriesRow,
      'id' | 'excluded_days' | 'created_at' | 'created_by'>;
    schedule_sessions: Table<ScheduleSessionsRow,
      'id' | 'instructor_id'>;
    session_attendances: Table<SessionAttendancesRow,
      'marked_by' | 'marked_at'>;
    settings: Table<SettingsRow,
      'updated_at' | 'updated_by' | 'version'>;
    stale_report_days: Table<StaleReportDaysRow,
      'id'>;
    users: Table<UsersRow,
      'id' | 'password_hash' | 'created_at' | 'updated_at' | 'phone' | 'role' | 'is_active' | 'last_login'
      | 'version' | 'created_by' | 'updated_by' | 'email_verified_at' | 'searched'>;
    venues: Table<VenuesRow,
      'id' | 'address_line2' | 'facilities' | 'parking_info' | 'is_active' | 'created_at' | 'updated_at'
      | 'version' | 'created_by' | 'updated_by'>;
    waiting_list_entries: Table<WaitingListEntriesRow,
      'id' | 'contact_phone' | 'status' | 'offered_at' | 'offer_expires_at' | 'ended_at' | 'booking_id'
      | 'created_at' | 'updated_at' | 'version' | 'created_by' | 'updated_by' | 'searched'>;
  }
}

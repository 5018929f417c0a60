/** The words a column may hold, as its check constraint lists them. */

export const USER_ROLES = ['customer', 'admin', 'instructor'] as const;
export type UserRole = (typeof USER_ROLES)[number];

export const SCHEDULE_STATUSES = ['draft', 'published', 'cancelled', 'completed'] as const;
export type ScheduleStatus = (typeof SCHEDULE_STATUSES)[number];

export const BOOKING_STATUSES = ['pending', 'confirmed', 'cancelled', 'completed', 'no_show'] as const;
export type BookingStatus = (typeof BOOKING_STATUSES)[number];

export const PAYMENT_STATUSES = ['pending', 'paid', 'partially_refunded', 'refunded', 'failed'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** How a customer may pay for a booking made on the web. */
export const PUBLIC_PAYMENT_METHODS = ['card', 'invoice'] as const;
export const PAYMENT_METHODS = [...PUBLIC_PAYMENT_METHODS, 'cash', 'bank_transfer'] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

export const TRANSACTION_KINDS = ['charge', 'refund', 'dispute'] as const;
export type TransactionKind = (typeof TRANSACTION_KINDS)[number];

export const TRANSACTION_STATUSES = ['pending', 'succeeded', 'failed'] as const;
export type TransactionStatus = (typeof TRANSACTION_STATUSES)[number];

export const REFUND_STATUSES = [
  'pending',
  'approved',
  'rejected',
  'processing',
  'completed',
  'failed',
] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];

/** Why money goes back. */
export const REFUND_CAUSES = [
  'customer_cancelled',
  'staff',
  'company_cancelled',
  'late_payment',
  'overpaid',
  'booking_changed',
] as const;
export type RefundCause = (typeof REFUND_CAUSES)[number];

export const PAYMENT_PROVIDERS = ['stripe'] as const;
export type PaymentProvider = (typeof PAYMENT_PROVIDERS)[number];

/** What became of a message of the payment provider. */
export const EVENT_OUTCOMES = ['applied', 'ignored', 'attention'] as const;
export type EventOutcome = (typeof EVENT_OUTCOMES)[number];

export const DISCOUNT_TYPES = ['percentage', 'fixed'] as const;
export type DiscountType = (typeof DISCOUNT_TYPES)[number];

export const ATTENDANCES = ['expected', 'present', 'late', 'absent'] as const;
export type Attendance = (typeof ATTENDANCES)[number];

export const ASSESSMENTS = ['pending', 'passed', 'failed'] as const;
export type Assessment = (typeof ASSESSMENTS)[number];

/** Where somebody on a waiting list is: `left` is who went, `closed` whom the company or the start of the course ended. */
export const WAITING_STATUSES = [
  'waiting',
  'offered',
  'accepted',
  'declined',
  'expired',
  'left',
  'closed',
] as const;
export type WaitingStatus = (typeof WAITING_STATUSES)[number];

export const EMAIL_STATUSES = ['queued', 'sending', 'sent', 'failed', 'bounced', 'withdrawn'] as const;
export type EmailStatus = (typeof EMAIL_STATUSES)[number];

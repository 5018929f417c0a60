import {Entity, hasMany, model} from '@loopback/repository';
import type {DiscountTerms} from '../domain/booking-price';
import type {CancellationPolicyTerms} from '../domain/cancellation';
import {
  BOOKING_STATUSES,
  type BookingStatus,
  PAYMENT_METHODS,
  PAYMENT_STATUSES,
  type PaymentMethod,
  type PaymentStatus,
} from '../domain/statuses';
import {BookingAttendee} from './booking-attendee.model';
import {
  bool,
  day,
  identity,
  integer,
  json,
  money,
  reference,
  table,
  text,
  timestamp,
  varchar,
} from './columns';
import {Company} from './company.model';
import {CourseSchedule} from './course-schedule.model';
import {DiscountCode} from './discount-code.model';
import {EmailLog} from './email-log.model';
import {PaymentTransaction} from './payment-transaction.model';
import {User} from './user.model';

/** Seats on a schedule for one or more attendees. */
@model(table('bookings'))
export class Booking extends Entity {
  @identity() id: number;
  @reference(() => User, 'user') userId: number;
  @reference(() => CourseSchedule, 'schedule') courseScheduleId: number;
  @reference(() => DiscountCode, 'discountCode', {nullable: true}) discountCodeId?: number | null;
  @varchar(20) bookingReference: string;
  @varchar(20, {values: BOOKING_STATUSES}) status: BookingStatus;
  @varchar(20, {values: PAYMENT_STATUSES}) paymentStatus: PaymentStatus;
  @money() paymentAmount: string;
  @money() discountApplied: string;
  @text({nullable: true}) notes?: string | null;
  @bool() confirmationSent: boolean;
  @bool() reminderSent: boolean;
  @day({nullable: true}) remindedOf?: string | null;
  @bool() certificateIssued: boolean;
  @integer() seats: number;
  @varchar(20, {values: PAYMENT_METHODS}) paymentMethod: PaymentMethod;
  @timestamp({nullable: true}) holdExpiresAt?: Date | null;
  @timestamp({nullable: true}) cancelledAt?: Date | null;
  @varchar(500, {nullable: true}) cancellationReason?: string | null;
  @varchar(100) contactFirstName: string;
  @varchar(100) contactLastName: string;
  @varchar(255) contactEmail: string;
  @varchar(20, {nullable: true}) contactPhone?: string | null;
  @json({nullable: true}) discountTerms?: DiscountTerms | null;
  /** Part of the amount: what stays paid for attendees who left too late. */
  @money() retainedAmount: string;
  @reference(() => Company, 'company', {nullable: true}) companyId?: number | null;
  /** In the customer's words. */
  @varchar(200, {nullable: true}) companyName?: string | null;
  @varchar(50, {nullable: true}) purchaseOrderNumber?: string | null;
  @day({nullable: true}) paymentDueOn?: string | null;
  @json() cancellationPolicy: CancellationPolicyTerms;
  /** What staff search in; the database derives it. */
  @text() searched?: string;
  @timestamp() createdAt: Date;
  @timestamp() updatedAt: Date;
  @integer() version: number;
  @reference(() => User, 'creator', {nullable: true}) createdBy?: number | null;
  @reference(() => User, 'editor', {nullable: true}) updatedBy?: number | null;
  @hasMany(() => BookingAttendee, {keyTo: 'bookingId'}) attendees?: BookingAttendee[];
  @hasMany(() => PaymentTransaction, {keyTo: 'bookingId'}) payments?: PaymentTransaction[];
  @hasMany(() => EmailLog, {keyTo: 'bookingId'}) emails?: EmailLog[];
}

import {Entity, model} from '@loopback/repository';
import {REFUND_CAUSES, REFUND_STATUSES, type RefundCause, type RefundStatus} from '../domain/statuses';
import {Booking} from './booking.model';
import {char, identity, integer, money, reference, table, text, timestamp, varchar} from './columns';
import {PaymentTransaction} from './payment-transaction.model';
import {User} from './user.model';

/** Money that is to go back, from the request to its end. */
@model(table('refunds'))
export class Refund extends Entity {
  @identity() id: number;
  @reference(() => Booking, 'booking') bookingId: number;
  /** The charge that it gives back; null: whichever there are. */
  @reference(() => PaymentTransaction, 'charge', {nullable: true}) chargeTransactionId?: number | null;
  @money() amount: string;
  @char(3) currency: string;
  @varchar(20, {values: REFUND_CAUSES}) cause: RefundCause;
  @varchar(500) reason: string;
  @varchar(20, {values: REFUND_STATUSES}) status: RefundStatus;
  @reference(() => User, 'decider', {nullable: true}) decidedBy?: number | null;
  @timestamp({nullable: true}) decidedAt?: Date | null;
  @varchar(500, {nullable: true}) rejectionReason?: string | null;
  @text({nullable: true}) failureReason?: string | null;
  @integer() attempts: number;
  @timestamp({nullable: true}) claimedUntil?: Date | null;
  @timestamp({nullable: true}) completedAt?: Date | null;
  @timestamp() createdAt: Date;
  @timestamp() updatedAt: Date;
  @reference(() => User, 'creator', {nullable: true}) createdBy?: number | null;
  @reference(() => User, 'editor', {nullable: true}) updatedBy?: number | null;
  @integer() version: number;
}

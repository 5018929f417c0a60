import {Entity, model} from '@loopback/repository';
import {
  PAYMENT_METHODS,
  type PaymentMethod,
  TRANSACTION_KINDS,
  TRANSACTION_STATUSES,
  type TransactionKind,
  type TransactionStatus,
} from '../domain/statuses';
import {Booking} from './booking.model';
import {char, identity, json, money, reference, table, text, timestamp, varchar} from './columns';
import {Refund} from './refund.model';

/** Money that moved, or tried to, for a booking. */
@model(table('payment_transactions'))
export class PaymentTransaction extends Entity {
  @identity() id: number;
  @reference(() => Booking, 'booking') bookingId: number;
  @varchar(20, {values: TRANSACTION_KINDS}) kind: TransactionKind;
  @money() amount: string;
  @char(3) currency: string;
  @varchar(20, {values: PAYMENT_METHODS}) paymentMethod: PaymentMethod;
  @varchar(255, {nullable: true}) providerPaymentId?: string | null;
  @varchar(255, {nullable: true}) providerRefundId?: string | null;
  @varchar(255, {nullable: true}) providerDisputeId?: string | null;
  /** The request that a refund carries out; null: it was made elsewhere. */
  @reference(() => Refund, 'refund', {nullable: true}) refundId?: number | null;
  /** The charge that a refund gives back, or a dispute is about. */
  @reference(() => PaymentTransaction, 'charge', {nullable: true}) chargeTransactionId?: number | null;
  @varchar(20, {values: TRANSACTION_STATUSES}) status: TransactionStatus;
  @text({nullable: true}) failureReason?: string | null;
  @json() metadata: object;
  @timestamp({nullable: true}) processedAt?: Date | null;
  @timestamp() createdAt: Date;
  @timestamp() updatedAt: Date;
}

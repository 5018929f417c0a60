import {Entity, model} from '@loopback/repository';
import {EVENT_OUTCOMES, type EventOutcome, type PaymentProvider} from '../domain/statuses';
import {Booking} from './booking.model';
import {identity, reference, table, timestamp, varchar} from './columns';
import {User} from './user.model';

/** What the payment provider told us, once each. */
@model(table('payment_provider_events'))
export class PaymentProviderEvent extends Entity {
  @identity('bigint') id: number;
  @varchar(20) provider: PaymentProvider;
  @varchar(255) eventId: string;
  @varchar(100) eventType: string;
  @varchar(255, {nullable: true}) objectId?: string | null;
  @reference(() => Booking, 'booking', {nullable: true}) bookingId?: number | null;
  @varchar(20, {values: EVENT_OUTCOMES}) outcome: EventOutcome;
  @varchar(500, {nullable: true}) note?: string | null;
  @timestamp() occurredAt: Date;
  @timestamp() receivedAt: Date;
  @timestamp({nullable: true}) resolvedAt?: Date | null;
  @reference(() => User, 'resolver', {nullable: true}) resolvedBy?: number | null;
  @varchar(500, {nullable: true}) resolution?: string | null;
}

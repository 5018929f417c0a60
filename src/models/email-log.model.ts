import {Entity, model} from '@loopback/repository';
import {EMAIL_STATUSES, type EmailStatus} from '../domain/statuses';
import {Booking} from './booking.model';
import {identity, integer, json, reference, table, text, timestamp, varchar} from './columns';

/** A mail and what became of it. */
@model(table('email_logs'))
export class EmailLog extends Entity {
  @identity('bigint') id: number;
  @varchar(255) recipient: string;
  @varchar(50) emailType: string;
  @varchar(255) subject: string;
  @reference(() => Booking, 'booking', {nullable: true}) bookingId?: number | null;
  @varchar(20, {values: EMAIL_STATUSES}) status: EmailStatus;
  @integer() attempts: number;
  @text({nullable: true}) errorMessage?: string | null;
  @json() payload: object;
  @varchar(255, {nullable: true}) messageId?: string | null;
  @timestamp({nullable: true}) lockedUntil?: Date | null;
  @timestamp({nullable: true}) nextAttemptAt?: Date | null;
  @timestamp({nullable: true}) sentAt?: Date | null;
  @timestamp() createdAt: Date;
}

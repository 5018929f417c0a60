import {Entity, model} from '@loopback/repository';
import {ASSESSMENTS, type Assessment, ATTENDANCES, type Attendance} from '../domain/statuses';
import {Booking} from './booking.model';
import {identity, money, reference, table, timestamp, varchar} from './columns';
import {User} from './user.model';

/** A person who comes to the course. */
@model(table('booking_attendees'))
export class BookingAttendee extends Entity {
  @identity() id: number;
  @reference(() => Booking, 'booking') bookingId: number;
  @varchar(100) firstName: string;
  @varchar(100) lastName: string;
  @varchar(255, {nullable: true}) email?: string | null;
  @varchar(20, {nullable: true}) phone?: string | null;
  /** Null: an equal share of what the booking's seats cost. */
  @money({nullable: true}) unitPrice?: string | null;
  @varchar(20, {values: ATTENDANCES}) attendance: Attendance;
  @varchar(20, {values: ASSESSMENTS}) assessment: Assessment;
  @reference(() => User, 'assessor', {nullable: true}) assessedBy?: number | null;
  @timestamp({nullable: true}) assessedAt?: Date | null;
  @timestamp() createdAt: Date;
  @timestamp() updatedAt: Date;
}

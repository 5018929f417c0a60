import {Entity, model} from '@loopback/repository';
import {WAITING_STATUSES, type WaitingStatus} from '../domain/statuses';
import {Booking} from './booking.model';
import {identity, integer, reference, table, text, timestamp, varchar} from './columns';
import {CourseSchedule} from './course-schedule.model';
import {User} from './user.model';

/** Somebody who waits for seats of a full schedule; they are served in the order of their ids. */
@model(table('waiting_list_entries'))
export class WaitingListEntry extends Entity {
  @identity() id: number;
  @varchar(20) reference: string;
  @reference(() => CourseSchedule, 'schedule') courseScheduleId: number;
  @reference(() => User, 'user') userId: number;
  @varchar(100) contactFirstName: string;
  @varchar(100) contactLastName: string;
  @varchar(255) contactEmail: string;
  @varchar(20, {nullable: true}) contactPhone?: string | null;
  @integer() seats: number;
  @varchar(20, {values: WAITING_STATUSES}) status: WaitingStatus;
  @timestamp({nullable: true}) offeredAt?: Date | null;
  /** Stays when the offer has ended. */
  @timestamp({nullable: true}) offerExpiresAt?: Date | null;
  @timestamp({nullable: true}) endedAt?: Date | null;
  /** Of whoever accepted. */
  @reference(() => Booking, 'booking', {nullable: true}) bookingId?: number | null;
  @timestamp() createdAt: Date;
  @timestamp() updatedAt: Date;
  @integer() version: number;
  @reference(() => User, 'creator', {nullable: true}) createdBy?: number | null;
  @reference(() => User, 'editor', {nullable: true}) updatedBy?: number | null;
  /** What staff search in; the database derives it. */
  @text() searched?: string;
}

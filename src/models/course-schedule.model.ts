import {Entity, hasMany, model} from '@loopback/repository';
import {SCHEDULE_STATUSES, type ScheduleStatus} from '../domain/statuses';
import {Booking} from './booking.model';
import {identity, integer, reference, table, text, timestamp, varchar} from './columns';
import {Course} from './course.model';
import {ScheduleSeries} from './schedule-series.model';
import {ScheduleSession} from './schedule-session.model';
import {User} from './user.model';
import {Venue} from './venue.model';

/** A course on a date at a venue; seats count people. */
@model(table('course_schedules'))
export class CourseSchedule extends Entity {
  @identity() id: number;
  @reference(() => Course, 'course') courseId: number;
  @reference(() => Venue, 'venue') venueId: number;
  @reference(() => User, 'instructor', {nullable: true}) instructorId?: number | null;
  @timestamp() startDatetime: Date;
  @timestamp() endDatetime: Date;
  @varchar(20, {values: SCHEDULE_STATUSES}) status: ScheduleStatus;
  @integer() capacity: number;
  @integer() seatsTaken: number;
  @integer() minSeats: number;
  @text({nullable: true}) notes?: string | null;
  @timestamp({nullable: true}) cancelledAt?: Date | null;
  @text({nullable: true}) cancellationReason?: string | null;
  @reference(() => ScheduleSeries, 'series', {nullable: true}) seriesId?: number | null;
  @timestamp() createdAt: Date;
  @timestamp() updatedAt: Date;
  @integer() version: number;
  @reference(() => User, 'creator', {nullable: true}) createdBy?: number | null;
  @reference(() => User, 'editor', {nullable: true}) updatedBy?: number | null;
  @hasMany(() => ScheduleSession, {keyTo: 'courseScheduleId'}) sessions?: ScheduleSession[];
  @hasMany(() => Booking, {keyTo: 'courseScheduleId'}) bookings?: Booking[];
}

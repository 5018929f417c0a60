import {Entity, model} from '@loopback/repository';
import {bool, identity, reference, table, timestamp} from './columns';
import {CourseSchedule} from './course-schedule.model';
import {User} from './user.model';
import {Venue} from './venue.model';

/** One day of a schedule; venue, instructor and blocking are copied from it by triggers. */
@model(table('schedule_sessions'))
export class ScheduleSession extends Entity {
  @identity() id: number;
  @reference(() => CourseSchedule, 'schedule') courseScheduleId: number;
  @reference(() => Venue, 'venue') venueId: number;
  @reference(() => User, 'instructor', {nullable: true}) instructorId?: number | null;
  @bool() isBlocking: boolean;
  @timestamp() startDatetime: Date;
  @timestamp() endDatetime: Date;
}

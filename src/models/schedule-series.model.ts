import {Entity, hasMany, model} from '@loopback/repository';
import type {SessionTemplate} from '../domain/recurrence';
import {day, identity, jsonArray, reference, table, timestamp, varchar} from './columns';
import {CourseSchedule} from './course-schedule.model';
import {User} from './user.model';

/** What a recurring plan was made from. */
@model(table('schedule_series'))
export class ScheduleSeries extends Entity {
  @identity() id: number;
  /** RRULE of RFC 5545. */
  @varchar(500) rule: string;
  @day() startsOn: string;
  @jsonArray() excludedDays: string[];
  @jsonArray() sessionTemplate: SessionTemplate[];
  @timestamp() createdAt: Date;
  @reference(() => User, 'creator', {nullable: true}) createdBy?: number | null;
  @hasMany(() => CourseSchedule, {keyTo: 'seriesId'}) schedules?: CourseSchedule[];
}

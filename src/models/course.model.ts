import {Entity, hasMany, model} from '@loopback/repository';
import {bool, hours, identity, integer, money, reference, table, text, timestamp, varchar} from './columns';
import {CourseSchedule} from './course-schedule.model';
import {CourseType} from './course-type.model';
import {User} from './user.model';

/** What is taught, for how long and at what price. */
@model(table('courses'))
export class Course extends Entity {
  @identity() id: number;
  @varchar(200) name: string;
  @varchar(200) slug: string;
  @text() description: string;
  @reference(() => CourseType, 'type', {length: 50}) courseType: string;
  @hours() durationHours: string;
  @money() price: string;
  @integer() maxCapacity: number;
  @integer() certificationValidityYears: number;
  @bool() isActive: boolean;
  @timestamp() createdAt: Date;
  @timestamp() updatedAt: Date;
  @integer() version: number;
  @reference(() => User, 'creator', {nullable: true}) createdBy?: number | null;
  @reference(() => User, 'editor', {nullable: true}) updatedBy?: number | null;
  @hasMany(() => CourseSchedule, {keyTo: 'courseId'}) schedules?: CourseSchedule[];
}

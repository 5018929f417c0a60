import {Entity, hasMany, model} from '@loopback/repository';
import {hours, integer, key, table, varchar} from './columns';
import {Course} from './course.model';

/** A kind of course with the durations the regulator gives. */
@model(table('course_types'))
export class CourseType extends Entity {
  @key(50) code: string;
  @varchar(100) name: string;
  @hours() durationHours: string;
  @integer() days: number;
  @integer() certificationValidityYears: number;
  @hasMany(() => Course, {keyTo: 'courseType'}) courses?: Course[];
}

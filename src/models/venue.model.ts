import {Entity, hasMany, model} from '@loopback/repository';
import {bool, identity, integer, jsonArray, reference, table, text, timestamp, varchar} from './columns';
import {CourseSchedule} from './course-schedule.model';
import {User} from './user.model';

/** Where courses are held. */
@model(table('venues'))
export class Venue extends Entity {
  @identity() id: number;
  @varchar(200) name: string;
  @varchar(200) addressLine1: string;
  @varchar(200, {nullable: true}) addressLine2?: string | null;
  @varchar(100) city: string;
  @varchar(10) postcode: string;
  @integer() capacity: number;
  @jsonArray() facilities: string[];
  @text({nullable: true}) parkingInfo?: string | null;
  @bool() isActive: boolean;
  @timestamp() createdAt: Date;
  @timestamp() updatedAt: Date;
  @integer() version: number;
  @reference(() => User, 'creator', {nullable: true}) createdBy?: number | null;
  @reference(() => User, 'editor', {nullable: true}) updatedBy?: number | null;
  @hasMany(() => CourseSchedule, {keyTo: 'venueId'}) schedules?: CourseSchedule[];
}

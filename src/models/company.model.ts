import {Entity, hasMany, model} from '@loopback/repository';
import {Booking} from './booking.model';
import {bool, identity, integer, reference, table, text, timestamp, varchar} from './columns';
import {User} from './user.model';

/** Who is invoiced for bookings of its people. */
@model(table('companies'))
export class Company extends Entity {
  @identity() id: number;
  @varchar(200) name: string;
  @text() billingAddress: string;
  @varchar(255) email: string;
  /** 0: no credit. */
  @integer() creditTermsDays: number;
  @bool() isActive: boolean;
  @timestamp() createdAt: Date;
  @timestamp() updatedAt: Date;
  @integer() version: number;
  @reference(() => User, 'creator', {nullable: true}) createdBy?: number | null;
  @reference(() => User, 'editor', {nullable: true}) updatedBy?: number | null;
  @hasMany(() => Booking, {keyTo: 'companyId'}) bookings?: Booking[];
}

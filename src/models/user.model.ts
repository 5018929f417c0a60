import {Entity, hasMany, model} from '@loopback/repository';
import {USER_ROLES, type UserRole} from '../domain/statuses';
import {Booking} from './booking.model';
import {bool, identity, integer, reference, table, text, timestamp, varchar} from './columns';

/** A person: customer, instructor or member of staff; a guest has no password. */
@model(table('users'))
export class User extends Entity {
  @identity() id: number;
  @varchar(255) email: string;
  @varchar(255, {nullable: true}) passwordHash?: string | null;
  @varchar(100) firstName: string;
  @varchar(100) lastName: string;
  @varchar(20, {nullable: true}) phone?: string | null;
  @varchar(20, {values: USER_ROLES}) role: UserRole;
  @bool() isActive: boolean;
  @timestamp({nullable: true}) lastLogin?: Date | null;
  @timestamp({nullable: true}) emailVerifiedAt?: Date | null;
  /** What staff search in; the database derives it. */
  @text() searched?: string;
  @timestamp() createdAt: Date;
  @timestamp() updatedAt: Date;
  @integer() version: number;
  @reference(() => User, 'creator', {nullable: true}) createdBy?: number | null;
  @reference(() => User, 'editor', {nullable: true}) updatedBy?: number | null;
  @hasMany(() => Booking, {keyTo: 'userId'}) bookings?: Booking[];
}

import {Entity, hasMany, model} from '@loopback/repository';
import {DISCOUNT_TYPES, type DiscountType} from '../domain/statuses';
import {Booking} from './booking.model';
import {bool, day, identity, integer, money, reference, table, text, timestamp, varchar} from './columns';
import {CourseType} from './course-type.model';
import {User} from './user.model';

/** A code that lowers the price of a booking. */
@model(table('discount_codes'))
export class DiscountCode extends Entity {
  @identity() id: number;
  @varchar(50) code: string;
  @text() description: string;
  @varchar(20, {values: DISCOUNT_TYPES}) discountType: DiscountType;
  @money() discountValue: string;
  @money() minPurchaseAmount: string;
  @day() validFrom: string;
  @day() validUntil: string;
  @integer({nullable: true}) usageLimit?: number | null;
  @integer({nullable: true}) maxUsesPerCustomer?: number | null;
  @integer() timesUsed: number;
  @reference(() => CourseType, 'restrictedType', {nullable: true, length: 50})
  courseTypeRestriction?: string | null;
  @bool() isActive: boolean;
  @timestamp() createdAt: Date;
  @timestamp() updatedAt: Date;
  @integer() version: number;
  @reference(() => User, 'creator', {nullable: true}) createdBy?: number | null;
  @reference(() => User, 'editor', {nullable: true}) updatedBy?: number | null;
  @hasMany(() => Booking, {keyTo: 'discountCodeId'}) bookings?: Booking[];
}

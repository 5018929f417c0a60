import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {AppBindings} from '../keys';
import type {Condition} from './list-query';
import {type DiscountUseFilter, discountUseList} from './lists/discount-use.list';

/** What the uses of a code come to; amounts in pounds. */
export interface DiscountUseTotals {
  /** Bookings that count. */
  uses: number;
  customers: number;
  seats: number;
  discountApplied: string;
  paymentAmount: string;
  /** Bookings that were cancelled, and have given their use back. */
  givenBack: number;
}

@injectable({scope: BindingScope.SINGLETON})
export class DiscountUseRepository {
  constructor(@inject(AppBindings.DATABASE) private readonly db: Database) {}

  /** Of the bookings that the list shows for the same filter. */
  async totals(filter: DiscountUseFilter): Promise<DiscountUseTotals> {
    const {discountCodeId, bookedFrom, bookedTo} = discountUseList.filters;
    const conditions: Condition[] = [
      discountCodeId(filter.discountCodeId),
      ...(filter.bookedFrom === undefined ? [] : [bookedFrom(filter.bookedFrom)]),
      ...(filter.bookedTo === undefined ? [] : [bookedTo(filter.bookedTo)]),
    ];
    const counts = `filter (where b.status <> 'cancelled')`;
    const [totals] = await this.db.rows<DiscountUseTotals>(
      `select count(*) ${counts}::integer as uses,
         count(distinct b.user_id) ${counts}::integer as customers,
         coalesce(sum(b.seats) ${counts}, 0)::integer as seats,
         coalesce(sum(b.discount_applied) ${counts}, 0)::decimal(12,2) as "discountApplied",
         coalesce(sum(b.payment_amount) ${counts}, 0)::decimal(12,2) as "paymentAmount",
         count(*) filter (where b.status = 'cancelled')::integer as "givenBack"
       from bookings b where ${conditions.map(({sql}) => sql).join(' and ')}`,
      conditions.flatMap(({bindings}) => bindings),
    );
    if (totals === undefined) throw new Error('a sum without a row');
    return totals;
  }
}

import {BindingScope, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import type {DiscountCodeTerms} from '../domain/discounts';
import {DiscountCode} from '../models/discount-code.model';
import {tableRepository} from './table.repository';

/** `timesUsed` leaves out the uses that holds keep whose time has run out. */
export type DiscountCodeRow = DiscountCodeTerms & {
  id: number;
  /** Uses that such holds keep until they are released. */
  expiredUses: number;
};

@injectable({scope: BindingScope.SINGLETON})
export class DiscountCodeRepository extends tableRepository<DiscountCode, DiscountCode['id']>(DiscountCode) {
  /** @param code as a customer types it, in any case */
  async findByCode(on: Queryable, code: string, now: Date): Promise<DiscountCodeRow | undefined> {
    const [row] = await on.rows<DiscountCodeRow>(
      `select id, code, discount_type as "discountType", discount_value as "discountValue",
         min_purchase_amount as "minPurchaseAmount", valid_from as "validFrom", valid_until as "validUntil",
         usage_limit as "usageLimit", times_used - expired.uses as "timesUsed", expired.uses as "expiredUses",
         course_type_restriction as "courseTypeRestriction", is_active as "isActive"
       from discount_codes d
       cross join lateral (
         select count(*)::integer as uses from bookings b
         where b.discount_code_id = d.id and b.status = 'pending' and b.hold_expires_at <= :now
       ) expired
       where upper(code) = upper(:code)`,
      {code: code.trim(), now},
    );
    return row;
  }

  /**
   * Uses a code once. It locks the code's row until the transaction ends.
   * @returns whether a use was left
   */
  async use(tx: Transaction, id: number): Promise<boolean> {
    const used = await tx.rows(
      `update discount_codes set times_used = times_used + 1
       where id = :id and is_active and (usage_limit is null or times_used < usage_limit) returning id`,
      {id},
    );
    return used.length === 1;
  }

  /** Gives one use back; it locks the code's row. */
  async giveBack(tx: Transaction, id: number): Promise<void> {
    await tx.rows('update discount_codes set times_used = times_used - 1 where id = :id', {id});
  }
}

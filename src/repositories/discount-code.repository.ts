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
  maxUsesPerCustomer: number | null;
};

@injectable({scope: BindingScope.SINGLETON})
export class DiscountCodeRepository extends tableRepository<DiscountCode, DiscountCode['id']>(DiscountCode) {
  /** @param code as a customer types it, in any case */
  async findByCode(on: Queryable, code: string, now: Date): Promise<DiscountCodeRow | undefined> {
    const [row] = await on.rows<DiscountCodeRow>(
      `select id, code, discount_type as "discountType", discount_value as "discountValue",
         min_purchase_amount as "minPurchaseAmount", valid_from as "validFrom", valid_until as "validUntil",
         usage_limit as "usageLimit", times_used - expired.uses as "timesUsed", expired.uses as "expiredUses",
         max_uses_per_customer as "maxUsesPerCustomer", course_type_restriction as "courseTypeRestriction",
         is_active as "isActive"
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

  /**
   * Uses a code again for a booking that was made with it and has ended: whether the code still counts was decided then.
   * The caller holds the code's lock.
   * @returns whether a use was left, for this customer too
   */
  async useAgain(
    tx: Transaction,
    id: number,
    {userId, contactEmail}: {userId: number; contactEmail: string},
  ): Promise<boolean> {
    const used = await tx.rows(
      `update discount_codes set times_used = times_used + 1
       where id = :id and (usage_limit is null or times_used < usage_limit)
         and (max_uses_per_customer is null or max_uses_per_customer > (
           select count(*) from bookings
           where discount_code_id = :id and status <> 'cancelled'
             and (user_id = :userId or lower(contact_email) = lower(:contactEmail))
         ))
       returning id`,
      {id, userId, contactEmail},
    );
    return used.length === 1;
  }

  /**
   * How many bookings that still hold their seats a customer has with the code: as this user, or with this email
   * address, which may have belonged to another user before. Exact for who holds the code's lock.
   */
  async countUsesBy(
    tx: Transaction,
    id: number,
    {userId, email}: {userId: number; email: string},
    now: Date,
  ): Promise<number> {
    const [row] = await tx.rows<{uses: number}>(
      `select count(*)::integer as uses from bookings
       where discount_code_id = :id and status <> 'cancelled'
         and (user_id = :userId or lower(contact_email) = lower(:email))
         and not (status = 'pending' and hold_expires_at <= :now)`,
      {id, userId, email, now},
    );
    return row?.uses ?? 0;
  }

  /** Gives one use back; it locks the code's row. */
  async giveBack(tx: Transaction, id: number): Promise<void> {
    await tx.rows('update discount_codes set times_used = times_used - 1 where id = :id', {id});
  }
}

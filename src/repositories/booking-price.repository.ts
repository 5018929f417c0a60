import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Queryable, Transaction} from '../database/database';
import type {BookingPrice} from '../domain/booking-price';
import {AppBindings} from '../keys';

/** What a change of seats or schedule leaves on a booking; what is undefined stays. */
export interface RepricedBooking extends BookingPrice {
  seats?: number;
  /** Null: the discount no longer counts, and its code is not used any more. */
  discountCodeId?: null;
  discountTerms?: null;
  courseScheduleId?: number;
  /** A pending booking holds its seats no longer than this. */
  holdLimit?: Date;
}

/** Seats, price and schedule of bookings that were made already. */
@injectable({scope: BindingScope.SINGLETON})
export class BookingPriceRepository {
  constructor(@inject(AppBindings.DATABASE) private readonly db: Database) {}

  /** Raises the version. @param updatedBy the member of staff; null when the customer did it */
  async change(
    tx: Transaction,
    id: number,
    {holdLimit, ...changed}: RepricedBooking,
    updatedBy: number | null,
  ): Promise<void> {
    const {knex} = this.db;
    const columns: Record<string, unknown> = {
      payment_amount: changed.paymentAmount,
      discount_applied: changed.discountApplied,
      retained_amount: changed.retainedAmount,
      seats: changed.seats,
      discount_code_id: changed.discountCodeId,
      discount_terms: changed.discountTerms,
      course_schedule_id: changed.courseScheduleId,
      hold_expires_at:
        holdLimit &&
        knex.raw(`case when status = 'pending' then least(hold_expires_at, cast(? as timestamptz)) end`, [
          holdLimit,
        ]),
    };
    await tx
      .table('bookings')
      .where({id})
      .update({
        ...Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)),
        version: knex.raw('version + 1'),
        updated_at: knex.fn.now(),
        updated_by: updatedBy,
      });
  }

  /** For a change that is not in the booking's own row: whoever edits from an older version is told. */
  async raiseVersion(tx: Transaction, id: number, updatedBy: number | null): Promise<void> {
    await tx.rows(
      'update bookings set version = version + 1, updated_at = now(), updated_by = :updatedBy where id = :id',
      {id, updatedBy},
    );
  }

  /** The one type of course that a code is for, as it is now; null: any. */
  async courseTypeOfCode(on: Queryable, discountCodeId: number): Promise<string | null> {
    const [code] = await on.rows<{courseType: string | null}>(
      'select course_type_restriction as "courseType" from discount_codes where id = :discountCodeId',
      {discountCodeId},
    );
    return code?.courseType ?? null;
  }
}

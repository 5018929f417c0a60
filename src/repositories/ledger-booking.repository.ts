import {BindingScope, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import type {BookingStatus, PaymentMethod, PaymentStatus} from '../domain/statuses';

/** What of a booking money needs to know. */
export interface LedgerBooking {
  id: number;
  bookingReference: string;
  userId: number;
  contactEmail: string;
  courseScheduleId: number;
  discountCodeId: number | null;
  seats: number;
  status: BookingStatus;
  cancellationReason: string | null;
  paymentStatus: PaymentStatus;
  paymentMethod: PaymentMethod;
  /** Pounds. */
  paymentAmount: string;
}

/** The side of bookings that money touches. */
@injectable({scope: BindingScope.SINGLETON})
export class LedgerBookingRepository {
  async read(on: Queryable, id: number): Promise<LedgerBooking> {
    const [booking] = await on.rows<LedgerBooking>(
      `select id, booking_reference as "bookingReference", user_id as "userId", contact_email as "contactEmail",
         course_schedule_id as "courseScheduleId", discount_code_id as "discountCodeId", seats, status,
         cancellation_reason as "cancellationReason", payment_status as "paymentStatus",
         payment_method as "paymentMethod", payment_amount as "paymentAmount"
       from bookings where id = :id`,
      {id},
    );
    if (booking === undefined) throw new Error(`booking ${id} is gone: bookings are never deleted`);
    return booking;
  }

  async findId(on: Queryable, bookingReference: string): Promise<number | undefined> {
    const [booking] = await on.rows<{id: number}>(
      'select id from bookings where booking_reference = :bookingReference',
      {bookingReference},
    );
    return booking?.id;
  }

  async setPaymentStatus(
    tx: Transaction,
    id: number,
    paymentStatus: PaymentStatus,
    updatedBy: number | null,
  ): Promise<void> {
    await tx.rows(
      `update bookings
       set payment_status = :paymentStatus, version = version + 1, updated_at = now(), updated_by = :updatedBy
       where id = :id`,
      {id, paymentStatus, updatedBy},
    );
  }

  /** Rule 9: a booking whose hold ran out is confirmed after all; the caller has taken its seats again. */
  async revive(tx: Transaction, id: number): Promise<void> {
    await tx.rows(
      `update bookings
       set status = 'confirmed', hold_expires_at = null, cancelled_at = null, cancellation_reason = null,
         version = version + 1, updated_at = now(), updated_by = null
       where id = :id`,
      {id},
    );
  }

  /** Of these bookings those with money that could go back. */
  async withMoney(tx: Transaction, ids: readonly number[]): Promise<number[]> {
    const rows = await tx.rows<{id: number}>(
      `select id from bookings where id = any(:ids) and refundable_amount(id) > 0 order by id`,
      {ids: [...ids]},
    );
    return rows.map(({id}) => id);
  }
}

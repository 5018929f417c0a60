import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {AppBindings} from '../keys';

/** A booking that the cancellation of its schedule touches. */
export interface AffectedBooking {
  id: number;
  bookingReference: string;
  status: 'pending' | 'confirmed';
  seats: number;
  contactFirstName: string;
  contactLastName: string;
  contactEmail: string;
  contactPhone: string | null;
  /** What succeeded charges brought minus what went back, in pounds. */
  paidAmount: string;
}

/** Whom it concerns when a schedule is cancelled. */
@injectable({scope: BindingScope.SINGLETON})
export class ScheduleImpactRepository {
  constructor(@inject(AppBindings.DATABASE) private readonly db: Database) {}

  /** Bookings that are pending and held, or confirmed; by id. */
  affected(courseScheduleId: number, now: Date): Promise<AffectedBooking[]> {
    return this.db.rows<AffectedBooking>(
      `select b.id, b.booking_reference as "bookingReference", b.status, b.seats,
         b.contact_first_name as "contactFirstName", b.contact_last_name as "contactLastName",
         b.contact_email as "contactEmail", b.contact_phone as "contactPhone",
         (select greatest(coalesce(sum(case p.kind when 'charge' then p.amount else -p.amount end), 0), 0)::decimal(10,2)
          from payment_transactions p where p.booking_id = b.id and p.status = 'succeeded') as "paidAmount"
       from bookings b
       where b.course_schedule_id = :courseScheduleId
         and (b.status = 'confirmed' or (b.status = 'pending' and b.hold_expires_at > :now))
       order by b.id`,
      {courseScheduleId, now},
    );
  }
}

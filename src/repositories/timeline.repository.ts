import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {AppBindings} from '../keys';

export interface TimelineRow {
  at: Date;
  kind: 'booking' | 'activity' | 'payment' | 'waiting_list' | 'email';
  what: string;
  by: string | null;
  details: Record<string, unknown>;
}

/** Everything that happened to a booking, from all tables that remember something of it. */
@injectable({scope: BindingScope.SINGLETON})
export class TimelineRepository {
  constructor(@inject(AppBindings.DATABASE) private readonly db: Database) {}

  /** Oldest first; what one transaction did in the order cause, entry in the log, mail. */
  ofBooking(id: number): Promise<TimelineRow[]> {
    return this.db.rows<TimelineRow>(
      `select at, kind, what, by, details from (
         select b.created_at as at, 0 as rank, 0 as id, 'booking' as kind, 'booking.made' as what, null as by,
           jsonb_build_object('seats', b.seats, 'paymentAmount', b.payment_amount::text) as details
         from bookings b where b.id = :id
         union all
         select w.created_at, -2, 0, 'waiting_list', 'waiting_list.joined', null,
           jsonb_build_object('reference', w.reference)
         from waiting_list_entries w where w.booking_id = :id
         union all
         select w.offered_at, -1, 0, 'waiting_list', 'waiting_list.offered', null,
           jsonb_build_object('reference', w.reference, 'expiresAt', w.offer_expires_at)
         from waiting_list_entries w where w.booking_id = :id
         union all
         select b.cancelled_at, 0, 1, 'booking', 'booking.cancelled', null,
           jsonb_build_object('reason', b.cancellation_reason)
         from bookings b where b.id = :id and b.cancelled_at is not null
           and not exists (
             select from admin_activity_logs l
             where l.entity_type = 'booking' and l.entity_id = b.id and l.action = 'booking.cancelled'
           )
         union all
         select coalesce(p.processed_at, p.created_at), 1, p.id, 'payment', p.kind || '.' || p.status, null,
           jsonb_build_object('amount', p.amount::text, 'paymentMethod', p.payment_method,
             'failureReason', p.failure_reason)
         from payment_transactions p where p.booking_id = :id
         union all
         select l.created_at, 2, l.id, 'activity', l.action, u.first_name || ' ' || u.last_name,
           jsonb_build_object('oldValues', l.old_values, 'newValues', l.new_values)
         from admin_activity_logs l join users u on u.id = l.admin_id
         where (l.entity_type = 'booking' and l.entity_id = :id)
           or (l.entity_type = 'refund' and l.entity_id in (select r.id from refunds r where r.booking_id = :id))
         union all
         select e.created_at, 3, e.id, 'email', e.email_type || '.' || e.status, null,
           jsonb_build_object('recipient', e.recipient, 'subject', e.subject, 'sentAt', e.sent_at)
         from email_logs e where e.booking_id = :id
       ) as events
       order by at, rank, id`,
      {id},
    );
  }
}

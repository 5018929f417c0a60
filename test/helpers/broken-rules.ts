/** Each names what is wrong with the rows it finds; all must find none. */
export const BROKEN_RULES: Readonly<Record<string, string>> = {
  'the counter of taken seats is not the sum of the bookings': `
    select s.id from course_schedules s left join bookings b on b.course_schedule_id = s.id and b.status <> 'cancelled'
    group by s.id having s.seats_taken <> coalesce(sum(b.seats), 0)`,
  'more seats than the course, the venue or the schedule has': `
    select s.id from course_schedules s join courses c on c.id = s.course_id join venues v on v.id = s.venue_id
    where s.capacity > least(c.max_capacity, v.capacity) or s.seats_taken > s.capacity`,
  'a booking without an attendee for each seat': `
    select b.id from bookings b left join booking_attendees a on a.booking_id = b.id
    group by b.id having count(a.id) <> b.seats`,
  'an attendance that is not what the sessions were marked with': `
    select id from booking_attendees where attendance <> attendance_of(id)`,
  'a result of a course that is not over, or none of one that is': `
    select a.id from booking_attendees a join bookings b on b.id = a.booking_id
    where (b.status in ('completed', 'no_show')) <> (a.attendance <> 'expected')
      or (a.assessment <> 'pending') and b.status <> 'completed'`,
  'a certificate for nobody who passed': `
    select b.id from bookings b where b.certificate_issued and not exists (
      select from booking_attendees a where a.booking_id = b.id and a.assessment = 'passed')`,
  'a status that the date forbids': `
    select b.id from bookings b join course_schedules s on s.id = b.course_schedule_id
    where b.status in ('completed', 'no_show') and (s.start_datetime > now() or s.status <> 'completed')
      or b.status in ('pending', 'confirmed') and s.status in ('completed', 'cancelled', 'draft')
      or b.status = 'pending' and (b.hold_expires_at <= b.created_at or b.hold_expires_at > s.start_datetime)`,
  'a schedule whose status its date forbids': `
    select id from course_schedules
    where status = 'completed' and end_datetime > now() or status = 'draft' and start_datetime < now()`,
  'things that happened in the wrong order': `
    select b.id from bookings b join course_schedules s on s.id = b.course_schedule_id join users u on u.id = b.user_id
    where b.created_at > now() or b.created_at < s.created_at or b.created_at < u.created_at
      or b.updated_at < b.created_at or b.created_at > s.start_datetime
      or not coalesce(b.cancelled_at between b.created_at and least(now(), s.start_datetime), true)`,
  'a ledger that says something else than the booking': `
    select b.id from bookings b left join lateral (
      select coalesce(sum(amount) filter (where kind = 'charge' and status = 'succeeded'), 0) as charged,
        coalesce(sum(amount) filter (where kind = 'refund' and status = 'succeeded'), 0) as refunded,
        coalesce(bool_or(kind = 'charge' and status = 'failed'), false) as declined
      from payment_transactions p where p.booking_id = b.id
    ) p on true
    where p.refunded > p.charged or p.charged > b.payment_amount or b.payment_status <> case
      when p.refunded > 0 and p.refunded = p.charged then 'refunded'
      when p.refunded > 0 then 'partially_refunded'
      when p.charged = b.payment_amount then 'paid'
      when p.charged = 0 and p.declined then 'failed'
      else 'pending' end`,
  'money that moved before the booking or in the future': `
    select p.id from payment_transactions p join bookings b on b.id = p.booking_id
    where p.processed_at < b.created_at or p.processed_at > now() or p.created_at <> p.processed_at`,
  'a discount code whose uses are not counted': `
    select d.id from discount_codes d left join bookings b on b.discount_code_id = d.id and b.status <> 'cancelled'
    group by d.id having d.times_used <> count(b.id)`,
  'a discount code that did not count': `
    select b.id from bookings b join discount_codes d on d.id = b.discount_code_id
    join course_schedules s on s.id = b.course_schedule_id join courses c on c.id = s.course_id
    where not cast(b.created_at at time zone 'Europe/London' as date) between d.valid_from and d.valid_until
      or c.price * b.seats < d.min_purchase_amount
      or d.course_type_restriction <> c.course_type`,
  'a schedule that spans other days than its sessions, or not as many as its course': `
    select s.id from course_schedules s join schedule_sessions e on e.course_schedule_id = s.id
    join courses c on c.id = s.course_id join course_types t on t.code = c.course_type
    group by s.id, t.days
    having min(e.start_datetime) <> s.start_datetime or max(e.end_datetime) <> s.end_datetime or count(*) <> t.days`,
  'a session at another hour than the company opens, or at the weekend': `
    select id from schedule_sessions
    where cast(start_datetime at time zone 'Europe/London' as time) not in ('09:00', '09:30')
      or extract(isodow from start_datetime at time zone 'Europe/London') > 5`,
  'a mail about a booking to somebody else, or from before it': `
    select e.id from email_logs e join bookings b on b.id = e.booking_id
    where e.recipient <> b.contact_email or e.created_at < b.created_at or e.created_at > now()`,
  'a visit that ended in no booking or in the future': `
    select e.id from analytics_events e where e.created_at > now()
      or e.event_type = 'booking_completed' and not exists (select from bookings b where b.created_at = e.created_at)`,
  'a constraint that was not checked': `select oid from pg_constraint where not convalidated`,
  'a trigger that is switched off': `select oid from pg_trigger where not tgisinternal and tgenabled <> 'O'`,
};

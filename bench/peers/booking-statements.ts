/** A booking in steps, as most would write it with plain SQL; ours may do it in other ones. */
const BOOKABLE = `
  select s.id, s.status, s.start_datetime as "startDatetime", s.end_datetime as "endDatetime", c.price,
    s.capacity - s.seats_taken + coalesce((
      select sum(b.seats)::integer from bookings b
      where b.course_schedule_id = s.id and b.status = 'pending' and b.hold_expires_at <= :now
    ), 0) + coalesce((
      select sum(w.seats)::integer from waiting_list_entries w
      where w.course_schedule_id = s.id and w.status = 'offered' and w.offer_expires_at <= :now
    ), 0) as "seatsAvailable",
    (select json_build_object('minSeats', max(value #>> '{}') filter (where key = 'group_discount.min_seats'),
       'percent', max(value #>> '{}') filter (where key = 'group_discount.percent'))
     from settings where key in ('group_discount.min_seats', 'group_discount.percent')) as "groupDiscount"
  from course_schedules s
  join courses c on c.id = s.course_id
  where s.id = :id and c.is_active`;

const ADD_GUEST = `
  insert into users (email, first_name, last_name, phone)
  values (:email, :firstName, :lastName, :phone)
  on conflict (lower(email)) do nothing returning id`;

const TAKE_SEATS = `
  update course_schedules set seats_taken = seats_taken + :seats
  where id = :id and status = 'published' and start_datetime > :now and seats_taken + :seats <= capacity
  returning id`;

const ADD_BOOKING = `
  insert into bookings (
    user_id, course_schedule_id, booking_reference, status, payment_status, payment_amount, discount_applied,
    payment_method, seats, hold_expires_at, contact_first_name, contact_last_name, contact_email, contact_phone, notes,
    discount_terms, company_name, purchase_order_number, cancellation_policy
  ) values (
    :userId, :courseScheduleId, :bookingReference, :status, :paymentStatus, :paymentAmount, :discountApplied,
    :paymentMethod, :seats, :holdExpiresAt, :firstName, :lastName, :email, :phone, :notes,
    :discountTerms, :companyName, :purchaseOrderNumber, default_cancellation_policy()
  )
  on conflict on constraint bookings_reference_key do nothing
  returning id, created_at as "createdAt"`;

const ADD_ATTENDEES = `
  insert into booking_attendees (booking_id, first_name, last_name, email)
  select cast(:bookingId as integer), "firstName", "lastName", email
  from json_to_recordset(:attendees) as attendee ("firstName" text, "lastName" text, email text)`;

const QUEUE_MAIL = `
  with queued_mail as (
    insert into email_logs (recipient, email_type, subject, booking_id, payload)
    values (:recipient, :emailType, :subject, :bookingId, :payload)
    returning id
  )
  select job.id from queued_mail
  cross join lateral graphile_worker.add_job('send_mail', json_build_object('id', queued_mail.id)) as job`;

export const BOOKING_STATEMENTS = {
  bookable: {name: 'bookable', sql: BOOKABLE},
  findGuest: {name: 'find-guest', sql: 'select id from users where lower(email) = lower(:email)'},
  addGuest: {name: 'add-guest', sql: ADD_GUEST},
  takeSeats: {name: 'take-seats', sql: TAKE_SEATS},
  addBooking: {name: 'add-booking', sql: ADD_BOOKING},
  addAttendees: {name: 'add-attendees', sql: ADD_ATTENDEES},
  queueMail: {name: 'queue-mail', sql: QUEUE_MAIL},
};

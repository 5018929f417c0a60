/** The steps of a booking by Express and Knex, each in the caller's transaction. */
import type {Knex} from 'knex';
import {checkDiscountCode} from '../../src/domain/discounts';
import {DomainError} from '../../src/domain/errors';
import {type GroupDiscount, subtotalPence} from '../../src/domain/pricing';
import type {ScheduleStatus} from '../../src/domain/statuses';
import type {Contact} from '../../src/repositories/booking.repository';
import type {NewAttendee} from '../../src/repositories/booking-attendee.repository';
import type {DiscountCodeRow as Row} from '../../src/repositories/discount-code.repository';
import type {BookingRequest} from '../../src/services/booking-made';

export interface Schedule {
  id: number;
  status: ScheduleStatus;
  startDatetime: Date;
  endDatetime: Date;
  price: string;
  courseType: string;
  seatsAvailable: number;
  groupDiscount: GroupDiscount;
}

interface Booked {
  bookingReference: string;
  status: 'pending';
  paymentStatus: 'pending';
  seats: number;
  paymentAmount: string;
  discountApplied: string;
  holdExpiresAt: string;
}

type DiscountCodeRow = Omit<Row, 'expiredUses'>;

const CODE_COLUMNS = {
  id: 'id',
  code: 'code',
  discountType: 'discount_type',
  discountValue: 'discount_value',
  minPurchaseAmount: 'min_purchase_amount',
  validFrom: 'valid_from',
  validUntil: 'valid_until',
  usageLimit: 'usage_limit',
  timesUsed: 'times_used',
  maxUsesPerCustomer: 'max_uses_per_customer',
  courseTypeRestriction: 'course_type_restriction',
  isActive: 'is_active',
};

export async function findSchedule(tx: Knex.Transaction, id: number, now: Date): Promise<Schedule> {
  const lapsed = (table: string, status: string, column: string) =>
    tx(table)
      .where({course_schedule_id: tx.ref('s.id'), status})
      .where(column, '<=', now)
      .select(tx.raw('coalesce(sum(seats), 0)::integer'));
  const schedule = await tx('course_schedules as s')
    .join('courses as c', 'c.id', 's.course_id')
    .where({'s.id': id, 'c.is_active': true})
    .first({
      id: 's.id',
      status: 's.status',
      startDatetime: 's.start_datetime',
      endDatetime: 's.end_datetime',
      price: 'c.price',
      courseType: 'c.course_type',
      free: tx.raw('s.capacity - s.seats_taken'),
      held: lapsed('bookings', 'pending', 'hold_expires_at'),
      offered: lapsed('waiting_list_entries', 'offered', 'offer_expires_at'),
      groupDiscount: tx('settings')
        .whereIn('key', ['group_discount.min_seats', 'group_discount.percent'])
        .select(
          tx.raw(`json_build_object(
            'minSeats', max(value #>> '{}') filter (where key = 'group_discount.min_seats'),
            'percent', max(value #>> '{}') filter (where key = 'group_discount.percent'))`),
        ),
    });
  if (schedule === undefined) throw new DomainError('SCHEDULE_NOT_FOUND', 'There is no such schedule');
  return {...schedule, seatsAvailable: schedule.free + schedule.held + schedule.offered};
}

export async function findCode(
  tx: Knex.Transaction,
  typed: string | undefined,
  {price, courseType}: Schedule,
  now: Date,
  seats: number,
): Promise<DiscountCodeRow | undefined> {
  if (typed === undefined) return undefined;
  const code = await tx('discount_codes')
    .whereRaw('upper(code) = upper(?)', [typed.trim()])
    .first(CODE_COLUMNS);
  checkDiscountCode(code, {subtotalPence: subtotalPence(price, seats), courseType}, now);
  return code;
}

export async function useCode(
  tx: Knex.Transaction,
  {id, maxUsesPerCustomer}: DiscountCodeRow,
  userId: number,
  contact: Contact,
): Promise<void> {
  const used = await tx('discount_codes')
    .where({id, is_active: true})
    .where(limit => limit.whereNull('usage_limit').orWhere('times_used', '<', tx.ref('usage_limit')))
    .increment('times_used', 1);
  if (used === 0) throw new DomainError('DISCOUNT_CODE_EXHAUSTED', 'This discount code is used up');
  if (maxUsesPerCustomer === null) return;
  const [{count} = {count: 0}] = await tx('bookings')
    .where({discount_code_id: id})
    .whereNot({status: 'cancelled'})
    .where(who => who.where({user_id: userId}).orWhereRaw('lower(contact_email) = lower(?)', [contact.email]))
    .count({count: '*'});
  if (Number(count) >= maxUsesPerCustomer) {
    throw new DomainError('DISCOUNT_CODE_ALREADY_USED', 'You have used this discount code already');
  }
}

export async function findOrAddUser(
  tx: Knex.Transaction,
  contact: Contact,
): Promise<{id: number; isNew: boolean}> {
  const email = contact.email.trim();
  const known = await tx('users').whereRaw('lower(email) = lower(?)', [email]).first('id');
  if (known !== undefined) return {id: known.id, isNew: false};
  const {firstName, lastName, phone = null} = contact;
  const [made] = await tx('users')
    .insert({email, first_name: firstName, last_name: lastName, phone})
    .onConflict(tx.raw('(lower(email))') as never)
    .ignore()
    .returning('id');
  if (made === undefined) return findOrAddUser(tx, contact);
  return {id: made.id, isNew: true};
}

/** The same names on the same schedule are the same people. */
export async function refuseBooked(
  tx: Knex.Transaction,
  userId: number,
  {courseScheduleId, attendees}: BookingRequest,
  now: Date,
): Promise<void> {
  const booked = await tx('booking_attendees as a')
    .join('bookings as b', 'b.id', 'a.booking_id')
    .where({'b.user_id': userId, 'b.course_schedule_id': courseScheduleId})
    .whereNot('b.status', 'cancelled')
    .where(held => held.whereNull('b.hold_expires_at').orWhere('b.hold_expires_at', '>', now))
    .select('a.first_name', 'a.last_name');
  const nameOf = (first: string, last: string) => `${first} ${last}`.toLowerCase();
  const names = new Set(booked.map(one => nameOf(one.first_name, one.last_name)));
  if (attendees.some(one => names.has(nameOf(one.firstName, one.lastName)))) {
    throw new DomainError('ATTENDEE_ALREADY_BOOKED', 'You have booked this schedule for them already');
  }
}

export async function queueMail(
  tx: Knex.Transaction,
  bookingId: number,
  reference: string,
  recipient: string,
): Promise<void> {
  const mail = {
    recipient,
    email_type: 'booking_received',
    subject: `We have your booking (${reference})`,
    booking_id: bookingId,
    payload: '{}',
  };
  await tx
    .with('queued_mail', tx('email_logs').insert(mail).returning('id'))
    .from('queued_mail')
    .joinRaw(
      `cross join lateral graphile_worker.add_job('send_mail', json_build_object('id', queued_mail.id)) as job`,
    )
    .select('job.id');
}

/** The one statement that decides who gets the last seat. */
export async function takeSeats(
  tx: Knex.Transaction,
  id: number,
  seats: number,
  now: Date,
): Promise<boolean> {
  const taken = await tx('course_schedules')
    .where({id, status: 'published'})
    .where('start_datetime', '>', now)
    .whereRaw('seats_taken + ? <= capacity', [seats])
    .increment('seats_taken', seats);
  return taken === 1;
}

export async function addBooking(
  tx: Knex.Transaction,
  {courseScheduleId, contact, paymentMethod, notes, company}: BookingRequest,
  booked: Booked,
  {userId, discountCodeId, discount}: {userId: number; discountCodeId: number | null; discount?: object},
): Promise<{id: number; createdAt: Date}> {
  const [row] = await tx('bookings')
    .insert({
      user_id: userId,
      course_schedule_id: courseScheduleId,
      discount_code_id: discountCodeId,
      discount_terms: discount === undefined ? null : JSON.stringify(discount),
      booking_reference: booked.bookingReference,
      status: booked.status,
      payment_status: booked.paymentStatus,
      payment_method: paymentMethod,
      payment_amount: booked.paymentAmount,
      discount_applied: booked.discountApplied,
      seats: booked.seats,
      hold_expires_at: new Date(booked.holdExpiresAt),
      contact_first_name: contact.firstName,
      contact_last_name: contact.lastName,
      contact_email: contact.email,
      contact_phone: contact.phone ?? null,
      notes: notes ?? null,
      company_name: company?.name ?? null,
      purchase_order_number: company?.purchaseOrderNumber ?? null,
      cancellation_policy: tx.raw('default_cancellation_policy()'),
    })
    .returning(['id', 'created_at']);
  if (row === undefined) throw new Error('the insert of a booking returned no row');
  return {id: row.id, createdAt: row.created_at};
}

export async function addAttendees(
  tx: Knex.Transaction,
  bookingId: number,
  attendees: readonly NewAttendee[],
): Promise<void> {
  await tx('booking_attendees').insert(
    attendees.map(({firstName, lastName, email}) => ({
      booking_id: bookingId,
      first_name: firstName,
      last_name: lastName,
      email: email ?? null,
    })),
  );
}

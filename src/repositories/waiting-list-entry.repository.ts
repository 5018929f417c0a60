import {BindingScope, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import type {ScheduleStatus, WaitingStatus} from '../domain/statuses';
import {WaitingListEntry} from '../models/waiting-list-entry.model';
import type {Contact} from './booking.repository';
import {EXPIRED_SEATS} from './public-schedules';
import {tableRepository} from './table.repository';

export interface NewWaitingListEntry {
  reference: string;
  courseScheduleId: number;
  userId: number;
  contact: Contact;
  seats: number;
}

/** An entry with its schedule, as whoever waits and staff read it. */
export interface WaitingRow {
  id: number;
  reference: string;
  userId: number;
  status: WaitingStatus;
  seats: number;
  /** From 1; null for who does not wait. */
  place: number | null;
  offeredAt: Date | null;
  offerExpiresAt: Date | null;
  endedAt: Date | null;
  bookingId: number | null;
  bookingReference: string | null;
  contactFirstName: string;
  contactLastName: string;
  contactEmail: string;
  contactPhone: string | null;
  createdAt: Date;
  version: number;
  courseScheduleId: number;
  scheduleStatus: ScheduleStatus;
  startDatetime: Date;
  endDatetime: Date;
  courseName: string;
  courseSlug: string;
  venueName: string;
  venueCity: string;
  venuePostcode: string;
  /** Whether time has ended something on its schedule that nobody has acted on yet. */
  isDue: boolean;
}

export type WaitingKey = {id: number} | {reference: string};

/** Whom mails about an entry go to. */
export interface WaitingContact {
  id: number;
  reference: string;
  courseScheduleId: number;
  seats: number;
  contactFirstName: string;
  contactEmail: string;
}

/** Somebody in line for whom the free seats of the schedule would do. */
export interface InLine extends WaitingContact {
  startDatetime: Date;
  freeSeats: number;
}

const CONTACT = `id, reference, course_schedule_id as "courseScheduleId", seats,
  contact_first_name as "contactFirstName", contact_email as "contactEmail"`;

/** Whether the entry `w` has lost its place or offer to time, or has seats to be offered; `:now` is bound. */
const IS_DUE = `
  (w.status = 'offered' and w.offer_expires_at <= :now)
  or (w.status = 'waiting' and (
    s.start_datetime <= :now
    or (s.status = 'published' and c.is_active and w.seats <= s.capacity - s.seats_taken)
  ))`;

/** All that changes an entry is done under the lock of its schedule, which so comes before that of the entry. */
@injectable({scope: BindingScope.SINGLETON})
export class WaitingListEntryRepository extends tableRepository<WaitingListEntry, WaitingListEntry['id']>(
  WaitingListEntry,
) {
  /** @returns undefined when the reference is taken, so that another one can be tried */
  async insert(
    tx: Transaction,
    {contact, ...entry}: NewWaitingListEntry,
  ): Promise<{id: number; createdAt: Date} | undefined> {
    const [row] = await tx.rows<{id: number; createdAt: Date}>(
      `insert into waiting_list_entries (reference, course_schedule_id, user_id, contact_first_name,
         contact_last_name, contact_email, contact_phone, seats)
       values (:reference, :courseScheduleId, :userId, :firstName, :lastName, :email, :phone, :seats)
       on conflict on constraint waiting_list_entries_reference_key do nothing
       returning id, created_at as "createdAt"`,
      {...entry, ...contact, phone: contact.phone ?? null},
    );
    return row;
  }

  async findDetail(on: Queryable, key: WaitingKey, now: Date): Promise<WaitingRow | undefined> {
    const [entry] = await on.rows<WaitingRow>(
      `select w.id, w.reference, w.user_id as "userId", w.status, w.seats,
         case when w.status = 'waiting' then 1 + (
           select count(*)::integer from waiting_list_entries o
           where o.course_schedule_id = w.course_schedule_id and o.status = 'waiting' and o.id < w.id
         ) end as place,
         w.offered_at as "offeredAt", w.offer_expires_at as "offerExpiresAt", w.ended_at as "endedAt",
         w.booking_id as "bookingId", b.booking_reference as "bookingReference",
         w.contact_first_name as "contactFirstName", w.contact_last_name as "contactLastName",
         w.contact_email as "contactEmail", w.contact_phone as "contactPhone", w.created_at as "createdAt", w.version,
         w.course_schedule_id as "courseScheduleId", s.status as "scheduleStatus",
         s.start_datetime as "startDatetime", s.end_datetime as "endDatetime", c.name as "courseName",
         c.slug as "courseSlug", v.name as "venueName", v.city as "venueCity", v.postcode as "venuePostcode",
         w.status in ('waiting', 'offered') and (s.start_datetime <= :now or ${EXPIRED_SEATS} > 0) as "isDue"
       from waiting_list_entries w
       join course_schedules s on s.id = w.course_schedule_id
       join courses c on c.id = s.course_id
       join venues v on v.id = s.venue_id
       left join bookings b on b.id = w.booking_id
       where ${'id' in key ? 'w.id = :id' : 'w.reference = :reference'}`,
      {...key, now},
    );
    return entry;
  }

  async countOf(tx: Transaction, courseScheduleId: number): Promise<number> {
    const [row] = await tx.rows<{count: number}>(
      'select count(*)::integer as count from waiting_list_entries where course_schedule_id = :courseScheduleId',
      {courseScheduleId},
    );
    return row?.count ?? 0;
  }

  /** Who waits and wants no more seats than are free, by joining; nobody while the schedule can't be booked. */
  listInLine(tx: Transaction, courseScheduleId: number, now: Date): Promise<InLine[]> {
    return tx.rows<InLine>(
      `select w.id, w.reference, w.course_schedule_id as "courseScheduleId", w.seats,
         w.contact_first_name as "contactFirstName", w.contact_email as "contactEmail",
         s.start_datetime as "startDatetime", s.capacity - s.seats_taken as "freeSeats"
       from course_schedules s
       join courses c on c.id = s.course_id and c.is_active
       join waiting_list_entries w on w.course_schedule_id = s.id
       where s.id = :courseScheduleId and s.status = 'published' and s.start_datetime > :now
         and w.status = 'waiting' and w.seats <= s.capacity - s.seats_taken
       order by w.id`,
      {courseScheduleId, now},
    );
  }

  /** Holds seats for entries of a schedule; its constraint says no where there are too few. */
  async offer(
    tx: Transaction,
    entries: readonly {id: number; seats: number}[],
    {courseScheduleId, until, now, updatedBy}: OfferTerms,
  ): Promise<void> {
    await tx.rows(
      `with offered as (
         update waiting_list_entries w
         set status = 'offered', seats = o.seats, offered_at = :now, offer_expires_at = :until, ended_at = null,
           version = w.version + 1, updated_at = now(), updated_by = :updatedBy
         from json_to_recordset(:entries) as o (id integer, seats integer)
         where w.id = o.id and w.course_schedule_id = :courseScheduleId
         returning w.seats
       )
       update course_schedules s
       set seats_taken = s.seats_taken + (select coalesce(sum(seats), 0)::integer from offered)
       where s.id = :courseScheduleId`,
      {entries: JSON.stringify(entries), courseScheduleId, until, now, updatedBy},
    );
  }

  /** Ends the offers of schedules whose time is over, and gives their seats back. */
  expireOffers(tx: Transaction, courseScheduleIds: readonly number[], now: Date): Promise<WaitingContact[]> {
    return this.endAll(tx, 'expired', `status = 'offered' and offer_expires_at <= :now`, {
      courseScheduleIds,
      now,
    });
  }

  /** Ends all that is left of a schedule's line, and gives the seats of its offers back. */
  closeAll(tx: Transaction, courseScheduleIds: readonly number[], now: Date): Promise<WaitingContact[]> {
    return this.endAll(tx, 'closed', `status in ('waiting', 'offered')`, {courseScheduleIds, now});
  }

  /** Nobody waits any more for a course that has begun. */
  async closeBegun(tx: Transaction, courseScheduleIds: readonly number[], now: Date): Promise<void> {
    const hasBegun = `status = 'waiting' and exists (
      select from course_schedules s where s.id = waiting_list_entries.course_schedule_id and s.start_datetime <= :now
    )`;
    await this.endAll(tx, 'closed', hasBegun, {courseScheduleIds, now});
  }

  /** Ends one entry; the seats of its offer are the caller's to give back. */
  async end(
    tx: Transaction,
    id: number,
    status: 'accepted' | 'declined' | 'left' | 'closed',
    {
      now,
      bookingId = null,
      updatedBy = null,
    }: {now: Date; bookingId?: number | null; updatedBy?: number | null},
  ): Promise<void> {
    await tx.rows(
      `update waiting_list_entries
       set status = :status, ended_at = :now, booking_id = :bookingId, version = version + 1, updated_at = now(),
         updated_by = :updatedBy
       where id = :id`,
      {id, status, now, bookingId, updatedBy},
    );
  }

  /** No offer goes past the start of a course that was moved to begin earlier. */
  async endByStart(tx: Transaction, courseScheduleId: number): Promise<void> {
    await tx.rows(
      `update waiting_list_entries w set offer_expires_at = s.start_datetime
       from course_schedules s
       where s.id = :courseScheduleId and w.course_schedule_id = s.id
         and w.status = 'offered' and w.offer_expires_at > s.start_datetime`,
      {courseScheduleId},
    );
  }

  /** Who has an offer, by joining. */
  listOffered(tx: Transaction, courseScheduleId: number): Promise<WaitingContact[]> {
    return tx.rows<WaitingContact>(
      `select ${CONTACT} from waiting_list_entries
       where course_schedule_id = :courseScheduleId and status = 'offered' order by id`,
      {courseScheduleId},
    );
  }

  /** Schedules with an entry that is due, by id. */
  async schedulesDue(now: Date, afterId: number, limit: number): Promise<number[]> {
    const rows = await this.db.rows<{id: number}>(
      `select distinct s.id from waiting_list_entries w
       join course_schedules s on s.id = w.course_schedule_id
       join courses c on c.id = s.course_id
       where w.status in ('waiting', 'offered') and s.id > :afterId and (${IS_DUE})
       order by s.id limit :limit`,
      {now, afterId, limit},
    );
    return rows.map(row => row.id);
  }

  private endAll(
    tx: Transaction,
    status: 'expired' | 'closed',
    condition: string,
    values: {courseScheduleIds: readonly number[]; now: Date},
  ): Promise<WaitingContact[]> {
    return tx.rows<WaitingContact>(
      `with before as (
         select id, status from waiting_list_entries
         where course_schedule_id = any(:schedules) and ${condition}
       ), ended as (
         update waiting_list_entries w
         set status = :status, ended_at = :now, version = w.version + 1, updated_at = now()
         from before where w.id = before.id
         returning w.id, w.reference, w.course_schedule_id, w.seats, w.contact_first_name, w.contact_email,
           before.status as was
       ), freed as (
         update course_schedules s set seats_taken = s.seats_taken - f.seats
         from (
           select course_schedule_id, sum(seats)::integer as seats from ended
           where was = 'offered' group by course_schedule_id
         ) f
         where s.id = f.course_schedule_id
       )
       select ${CONTACT} from ended order by id`,
      {schedules: [...values.courseScheduleIds], now: values.now, status},
    );
  }
}

export interface OfferTerms {
  courseScheduleId: number;
  until: Date;
  now: Date;
  /** The member of staff; null: nobody, they were the next in line. */
  updatedBy: number | null;
}

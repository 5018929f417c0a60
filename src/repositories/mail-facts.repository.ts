import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import type {ScheduleStatus, WaitingStatus} from '../domain/statuses';
import {AppBindings} from '../keys';

/** A schedule as a mail tells of it. */
export interface MailSchedule {
  id: number;
  status: ScheduleStatus;
  startDatetime: Date;
  endDatetime: Date;
  sessions: {startDatetime: string; endDatetime: string}[];
  course: {name: string; slug: string};
  venue: {name: string; addressLine1: string; addressLine2: string | null; city: string; postcode: string};
}

/** Somebody's place on a waiting list. */
export interface MailedEntry {
  status: WaitingStatus;
  seats: number;
  offerExpiresAt: Date | null;
}

/** The row that a link in a mail stands for. */
export interface MailedLink {
  firstName: string;
  expiresAt: Date;
  usedAt: Date | null;
  /** Whether the account still has the address that the mail goes to. */
  isTheirs: boolean;
}

/** What mails say that no other repository reads in this form. */
@injectable({scope: BindingScope.SINGLETON})
export class MailFactsRepository {
  constructor(@inject(AppBindings.DATABASE) private readonly db: Database) {}

  async findSchedule(id: number): Promise<MailSchedule | undefined> {
    const [schedule] = await this.db.rows<MailSchedule>(
      `select s.id, s.status, s.start_datetime as "startDatetime", s.end_datetime as "endDatetime",
         (select coalesce(json_agg(json_build_object('startDatetime', e.start_datetime, 'endDatetime', e.end_datetime)
            order by e.start_datetime), '[]')
          from schedule_sessions e where e.course_schedule_id = s.id) as sessions,
         json_build_object('name', c.name, 'slug', c.slug) as course,
         json_build_object('name', v.name, 'addressLine1', v.address_line1, 'addressLine2', v.address_line2,
           'city', v.city, 'postcode', v.postcode) as venue
       from course_schedules s
       join courses c on c.id = s.course_id
       join venues v on v.id = s.venue_id
       where s.id = :id`,
      {id},
    );
    return schedule;
  }

  async isConfirmationSent(bookingId: number): Promise<boolean> {
    const [booking] = await this.db.rows<{isSent: boolean}>(
      'select confirmation_sent as "isSent" from bookings where id = :bookingId',
      {bookingId},
    );
    return booking?.isSent ?? false;
  }

  /** @returns undefined when staff know no company of the booking */
  async findCompany(bookingId: number): Promise<{name: string; email: string} | undefined> {
    const [company] = await this.db.rows<{name: string; email: string}>(
      `select k.name, k.email from bookings b join companies k on k.id = b.company_id where b.id = :bookingId`,
      {bookingId},
    );
    return company;
  }

  async findWaiting(reference: string): Promise<MailedEntry | undefined> {
    const [entry] = await this.db.rows<MailedEntry>(
      `select status, seats, offer_expires_at as "offerExpiresAt" from waiting_list_entries
       where reference = :reference`,
      {reference},
    );
    return entry;
  }

  /** @returns undefined when it was removed, as it ran out */
  findLink(
    purpose: 'password-reset' | 'email-verification',
    id: number,
    recipient: string,
  ): Promise<MailedLink | undefined> {
    const table = purpose === 'password-reset' ? 'password_resets' : 'email_verifications';
    return this.db
      .rows<MailedLink>(
        `select u.first_name as "firstName", l.expires_at as "expiresAt", l.used_at as "usedAt",
           lower(u.email) = lower(:recipient) as "isTheirs"
         from ${table} l join users u on u.id = l.user_id where l.id = :id`,
        {id, recipient},
      )
      .then(([link]) => link);
  }
}

import assert from 'node:assert/strict';
import type {Answer, TestApp} from './app';
import {book, bookingRow} from './booking';

export interface DeskBooking {
  id: number;
  reference: string;
  /** The holder's. */
  token: string;
  scheduleId: number;
  /** Ids, in the order of the request. */
  attendees: number[];
}

/** What staff and holders do with bookings that were made already, over HTTP. */
export class ChangeDesk {
  constructor(
    private readonly app: TestApp,
    private readonly admin: string,
  ) {}

  /** A booking on a schedule of its own unless told otherwise; `paid`: in full by transfer, and so confirmed. */
  async booked({
    scheduleId,
    paid = false,
    ...request
  }: {
    scheduleId?: number;
    paid?: boolean;
    seats?: number;
    [field: string]: unknown;
  } = {}): Promise<DeskBooking> {
    const on = scheduleId ?? (await this.app.given.schedule());
    const {reference, token, made} = await book(this.app, on, request);
    const id = Number((await bookingRow(this.app, reference)).id);
    if (paid) await this.pay(id, made.paymentAmount);
    return {id, reference, token, scheduleId: on, attendees: await this.attendeesOf(id)};
  }

  async attendeesOf(bookingId: number): Promise<number[]> {
    const rows = await this.app.rows<{id: number}>(
      'select id from booking_attendees where booking_id = $1 order by id',
      [bookingId],
    );
    return rows.map(({id}) => id);
  }

  async pay(id: number, amount: string): Promise<void> {
    const answer = await this.byStaff('POST', id, 'payments', {amount, paymentMethod: 'bank_transfer'});
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  }

  /** `what` is the rest of the address, such as `move`. */
  byStaff(method: string, id: number, what: string, body?: object): Promise<Answer> {
    return this.app.call(method, `/api/admin/bookings/${id}/${what}`, {token: this.admin, body});
  }

  byHolder(method: string, {reference, token}: DeskBooking, what: string, body?: object): Promise<Answer> {
    return this.app.call(method, `/api/bookings/${reference}/${what}`, {token, body});
  }

  async cancelSchedule(id: number): Promise<void> {
    const answer = await this.app.post(
      `/api/admin/schedules/${id}/cancel`,
      {reason: 'the boiler broke'},
      {token: this.admin},
    );
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  }

  /** What is asked for to go back, oldest first. */
  async refundsOf(bookingId: number): Promise<[cause: string, amount: string][]> {
    const rows = await this.app.rows<{cause: string; amount: string}>(
      'select cause, amount from refunds where booking_id = $1 order by id',
      [bookingId],
    );
    return rows.map(({cause, amount}) => [cause, amount]);
  }

  /** Schedules whose counter differs from their bookings, and codes whose uses do. */
  async differences(): Promise<object[]> {
    return [
      ...(await this.app.rows(
        `select s.id, s.seats_taken, coalesce(sum(b.seats), 0)::integer as booked from course_schedules s
         left join bookings b on b.course_schedule_id = s.id and b.status <> 'cancelled'
         group by s.id having s.seats_taken <> coalesce(sum(b.seats), 0)`,
      )),
      ...(await this.app.rows(
        `select b.id, b.seats, count(a.id)::integer as attendees from bookings b
         left join booking_attendees a on a.booking_id = b.id group by b.id having b.seats <> count(a.id)`,
      )),
      ...(await this.app.rows(
        `select d.id, d.times_used, count(b.id)::integer as booked from discount_codes d
         left join bookings b on b.discount_code_id = d.id and b.status <> 'cancelled'
         group by d.id having d.times_used <> count(b.id)`,
      )),
    ];
  }
}

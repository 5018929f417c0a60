import assert from 'node:assert/strict';
import type {Database} from '../../../src/database/database';
import {checkOpenPayments} from '../../../src/jobs/check-open-payments.job';
import {releaseExpiredHolds} from '../../../src/jobs/release-expired-holds.job';
import {renewWaitingLists} from '../../../src/jobs/renew-waiting-lists.job';
import {AppBindings} from '../../../src/keys';
import type {Answer, TestApp} from '../app';
import {type CardShop, payOutRefunds} from '../card';
import {ifMatch} from '../staff-records';
import type {BookingWish} from './bookings';
import {Cards} from './desk-cards';
import {at, pounds, type State} from './state';

interface RealBooking {
  id: number;
  reference: string;
  token: string;
}

interface RealEntry {
  id: number;
  reference: string;
  token: string;
}

/** The real thing: what customers, staff, Stripe and the jobs do, over HTTP. Everything has the place that it has in the model. */
export class Desk {
  readonly courseIds: number[] = [];
  readonly scheduleIds: number[] = [];
  readonly codes: string[] = [];
  readonly bookings: RealBooking[] = [];
  readonly entries: RealEntry[] = [];
  private people = 0;
  private signedIn = {token: '', until: 0};

  readonly cards: Cards;

  private constructor(
    private readonly shop: CardShop,
    private readonly sequence: number,
  ) {
    this.cards = new Cards(shop);
  }

  static async open(shop: CardShop, {courses, schedules, codes}: State, sequence: number): Promise<Desk> {
    const desk = new Desk(shop, sequence);
    const {given, now} = shop.app;
    for (const {price, type} of courses) {
      desk.courseIds.push(await given.course({price: pounds(price), courseType: type}));
    }
    for (const {course, start, capacity} of schedules) {
      const startsInDays = (start - now.getTime()) / 86_400_000;
      const [courseId, seats] = [at(desk.courseIds, course), capacity];
      desk.scheduleIds.push(await given.schedule({courseId, seats, startsInDays}));
    }
    for (const {percent, off = 0, minPurchase, usageLimit, perCustomer, courseType} of codes) {
      const code = await given.discountCode({
        ...(percent === undefined ? {type: 'fixed', value: pounds(off)} : {value: String(percent)}),
        minPurchase: pounds(minPurchase),
        usageLimit: usageLimit ?? undefined,
        courseType: courseType ?? undefined,
      });
      await desk.rows('update discount_codes set max_uses_per_customer = $1 where code = $2', [
        perCustomer,
        code,
      ]);
      desk.codes.push(code);
    }
    return desk;
  }

  get app(): TestApp {
    return this.shop.app;
  }

  /** On the application's own pool, as a connection for each question takes longer than the question. */
  async rows<Row extends object>(sql: string, values: unknown[]): Promise<Row[]> {
    const database = await this.app.application.get<Database>(AppBindings.DATABASE);
    return (await database.native.query<Row & Record<string, unknown>>(sql, values)).rows;
  }

  quote({schedule, seats, code}: Pick<BookingWish, 'schedule' | 'seats' | 'code'>): Promise<Answer> {
    const courseScheduleId = at(this.scheduleIds, schedule);
    return this.app.post('/api/bookings/quote', {courseScheduleId, seats, ...this.codeOf(code)});
  }

  async book({schedule, customer, seats, code, method}: BookingWish): Promise<Answer> {
    const answer = await this.app.post('/api/bookings', {
      courseScheduleId: at(this.scheduleIds, schedule),
      contact: this.contact(customer),
      attendees: this.newPeople(seats),
      paymentMethod: method,
      ...this.codeOf(code),
    });
    await this.keep(answer);
    return answer;
  }

  async join(entry: {schedule: number; customer: number; seats: number}): Promise<Answer> {
    const answer = await this.app.post('/api/waiting-list', {
      courseScheduleId: at(this.scheduleIds, entry.schedule),
      seats: entry.seats,
      contact: this.contact(entry.customer),
    });
    const {reference, accessToken: token} = answer.body;
    if (answer.status === 201) {
      const id = await this.idOf('select id from waiting_list_entries where reference = $1', reference);
      this.entries.push({id, reference, token});
    }
    return answer;
  }

  async accept(n: number, {seats, code, method}: Pick<BookingWish, 'seats' | 'code' | 'method'>) {
    const wish = {attendees: this.newPeople(seats), paymentMethod: method, ...this.codeOf(code)};
    const answer = await this.inLine(n, 'POST', '/accept', wish);
    await this.keep(answer);
    return answer;
  }

  inLine(n: number, method: string, what: string, body?: object): Promise<Answer> {
    const {reference, token} = at(this.entries, n);
    return this.app.call(method, `/api/waiting-list/${reference}${what}`, {token, body});
  }

  byHolder(n: number, method: string, what: string, body?: object): Promise<Answer> {
    const {reference, token} = at(this.bookings, n);
    return this.app.call(method, `/api/bookings/${reference}${what}`, {token, body});
  }

  async byStaff(n: number, what: string, body?: object): Promise<Answer> {
    return this.post(`/api/admin/bookings/${at(this.bookings, n).id}/${what}`, body);
  }

  inLineByStaff(n: number, what: 'offer' | 'remove', body?: object): Promise<Answer> {
    return this.post(`/api/admin/waiting-list/${at(this.entries, n).id}/${what}`, body);
  }

  setCapacity(schedule: number, capacity: number): Promise<Answer> {
    return this.edit(`/api/admin/schedules/${at(this.scheduleIds, schedule)}`, {capacity});
  }

  setPrice(course: number, pence: number): Promise<Answer> {
    return this.edit(`/api/admin/courses/${at(this.courseIds, course)}`, {price: pounds(pence)});
  }

  /** Staff look at what Stripe told us and needs them. @returns how much that was */
  async resolveEvents(): Promise<number> {
    const {body} = await this.app.get('/api/admin/payment-events?isOpen=true', {token: await this.token()});
    for (const {id} of body.items) {
      await this.post(`/api/admin/payment-events/${id}/resolve`, {resolution: 'rang them up'});
    }
    return body.items.length;
  }

  async cancelSchedule(schedule: number): Promise<Answer> {
    const path = `/api/admin/schedules/${at(this.scheduleIds, schedule)}/cancel`;
    return this.post(path, {reason: 'the boiler broke'});
  }

  /** Of a booking's refunds, by their place. */
  async refund(n: number, place: number, what: string, body?: object): Promise<Answer> {
    const ids = await this.idsOf('refunds', n);
    return this.post(`/api/admin/refunds/${at(ids, place)}/${what}`, body);
  }

  attendeeIds(n: number): Promise<number[]> {
    return this.idsOf('booking_attendees', n);
  }

  async beginPayment(n: number, place: number): Promise<Answer> {
    const answer = await this.byHolder(n, 'POST', '/payment');
    this.cards.keep(n, place, answer.body.clientSecret);
    return answer;
  }

  async askAboutCards(): Promise<void> {
    await checkOpenPayments.run(this.app.application);
  }

  /** The jobs of every minute. */
  async runJobs(): Promise<void> {
    await releaseExpiredHolds.run(this.app.application);
    await renewWaitingLists.run(this.app.application);
  }

  payOut(): Promise<void> {
    return payOutRefunds(this.app);
  }

  /** What the nightly comparison and the integrity report find wrong. */
  async differences(): Promise<object[]> {
    const {status, body} = await this.post('/api/admin/integrity/reconciliation');
    assert.equal(status, 200, JSON.stringify(body));
    const wrong = body.checks.filter(({count}: {count: number}) => count > 0);
    return wrong.map(({name, differences}: {name: string; differences: object[]}) => ({name, differences}));
  }

  newPeople(count: number): {firstName: string; lastName: string}[] {
    this.people += 1;
    const lastName = `Lee ${this.people}`;
    return Array.from({length: count}, (_, n) => ({firstName: `Attendee ${n + 1}`, lastName}));
  }

  private async edit(path: string, change: object): Promise<Answer> {
    const token = await this.token();
    const {body} = await this.app.get(path, {token});
    return this.app.call('PATCH', path, {token, body: change, headers: ifMatch(body.version)});
  }

  private async post(path: string, body?: object): Promise<Answer> {
    return this.app.post(path, body, {token: await this.token()});
  }

  /** A sign-in ends while the clock is moved. */
  private async token(): Promise<string> {
    const now = this.app.now.getTime();
    if (now >= this.signedIn.until) {
      this.signedIn = {token: await this.app.givenAdminToken(), until: now + 23 * 3_600_000};
    }
    return this.signedIn.token;
  }

  private contact(customer: number) {
    const email = `customer-${this.sequence}-${customer}@example.com`;
    return {firstName: 'Custo', lastName: 'Mer', email};
  }

  private codeOf(code: number | null): {discountCode?: string} {
    return code === null ? {} : {discountCode: at(this.codes, code)};
  }

  private async idsOf(table: string, n: number): Promise<number[]> {
    const {id: bookingId} = at(this.bookings, n);
    const sql = `select id from ${table} where booking_id = $1 order by id`;
    return (await this.rows<{id: number}>(sql, [bookingId])).map(({id}) => id);
  }

  private async idOf(sql: string, reference: string): Promise<number> {
    const [row] = await this.rows<{id: number}>(sql, [reference]);
    assert.ok(row, `there is no ${reference}`);
    return row.id;
  }

  private async keep({status, body}: Answer): Promise<void> {
    if (status !== 201) return;
    const {bookingReference: reference, accessToken: token, payment} = body;
    const id = await this.idOf('select id from bookings where booking_reference = $1', reference);
    this.bookings.push({id, reference, token});
    this.cards.keep(this.bookings.length - 1, 0, payment.clientSecret);
  }
}

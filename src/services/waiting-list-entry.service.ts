import {BindingScope, inject, injectable} from '@loopback/core';
import type {WaitingHolder} from '../access';
import type {Database, Queryable, Transaction} from '../database/database';
import {newWaitingReference, normaliseBookingReference} from '../domain/booking-reference';
import {DomainError, validationFailed} from '../domain/errors';
import {checkBookable} from '../domain/schedule-status';
import {checkFullFor, checkWaitingStatusChange} from '../domain/waiting-list';
import {AppBindings, type Clock} from '../keys';
import type {Contact} from '../repositories/booking.repository';
import type {CourseScheduleRepository} from '../repositories/course-schedule.repository';
import type {GuestRepository} from '../repositories/guest.repository';
import type {
  WaitingKey,
  WaitingListEntryRepository,
  WaitingRow,
} from '../repositories/waiting-list-entry.repository';
import {withBareAddress} from './booked-attendees';
import type {BookingService} from './booking.service';
import {type BookingMade, type BookingRequest, PUBLIC_TERMS} from './booking-made';
import type {HoldService} from './hold.service';
import type {WaitingListService} from './waiting-list.service';
import {toWaitingView, type WaitingView} from './waiting-list-view';

export interface JoinRequest {
  courseScheduleId: number;
  contact: Contact;
  seats: number;
}

/** As a booking's request; schedule and contact are those of the entry. */
export type AcceptRequest = Omit<BookingRequest, 'courseScheduleId' | 'contact' | 'notes'>;

/** What somebody who waits may see and do: whoever has the entry's access token, its verified customer, and admins. */
@injectable({scope: BindingScope.SINGLETON})
export class WaitingListEntryService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.CourseScheduleRepository') private readonly schedules: CourseScheduleRepository,
    @inject('repositories.WaitingListEntryRepository') private readonly entries: WaitingListEntryRepository,
    @inject('repositories.GuestRepository') private readonly guests: GuestRepository,
    @inject('services.BookingService') private readonly bookings: BookingService,
    @inject('services.HoldService') private readonly holds: HoldService,
    @inject('services.WaitingListService') private readonly waitingList: WaitingListService,
  ) {}

  /**
   * Joins the line of a schedule that is full for so many, in the caller's transaction. Under the schedule's lock, so
   * nobody joins while seats become free, and the order of ids is that of joining.
   * @throws DomainError SCHEDULE_NOT_FOUND, SCHEDULE_NOT_BOOKABLE, SEATS_AVAILABLE, ALREADY_WAITING, VALIDATION_FAILED
   */
  async join(tx: Transaction, {courseScheduleId, seats, ...typed}: JoinRequest): Promise<WaitingView> {
    const contact = withBareAddress(typed.contact);
    const now = this.clock();
    const userId = await this.guests.findOrCreate(tx, contact);
    await this.holds.releaseForSchedule(tx, courseScheduleId);
    const schedule = await this.schedules.findBookable(tx, courseScheduleId, now);
    if (schedule === undefined) throw new DomainError('SCHEDULE_NOT_FOUND', 'There is no such schedule');
    checkBookable(schedule, now);
    if (seats > schedule.capacity) {
      const message = `must not be more than the schedule has (${schedule.capacity})`;
      throw validationFailed([{path: '/seats', message}]);
    }
    checkFullFor(seats, schedule.seatsAvailable);
    const id = await this.insert(tx, {courseScheduleId, userId, contact, seats});
    const entry = await this.find(tx, {id});
    await this.waitingList.tell(tx, 'waiting_list_joined', entry);
    return toWaitingView(entry);
  }

  /** @throws DomainError WAITING_LIST_ENTRY_NOT_FOUND, for somebody else's too */
  async read(reference: string, holder: WaitingHolder): Promise<WaitingView> {
    return toWaitingView(await this.findOwn(reference, holder));
  }

  /**
   * Gives a place up, or says no to an offer, whose seats go to the next in line. Saying it again changes nothing.
   * @throws DomainError WAITING_LIST_ENTRY_NOT_FOUND, INVALID_STATUS_CHANGE
   */
  async end(reference: string, holder: WaitingHolder, status: 'left' | 'declined'): Promise<WaitingView> {
    const {id, courseScheduleId} = await this.findOwn(reference, holder);
    return this.database.inTransaction(async tx => {
      await this.holds.releaseForSchedule(tx, courseScheduleId);
      const entry = await this.find(tx, {id});
      if (entry.status === status) return toWaitingView(entry);
      checkWaitingStatusChange(entry.status, status);
      await this.entries.end(tx, id, status, {now: this.clock()});
      if (entry.status === 'offered') {
        await this.waitingList.giveSeatsBack(tx, courseScheduleId, entry.seats);
      }
      return toWaitingView(await this.find(tx, {id}));
    });
  }

  /**
   * Makes the booking out of the seats that are kept, in the caller's transaction. Seats that it does not need go to the
   * next in line.
   * @throws DomainError INVALID_STATUS_CHANGE when there is no offer (any more), VALIDATION_FAILED for more attendees
   *   than seats, and as a booking
   */
  async accept(tx: Transaction, id: number, request: AcceptRequest): Promise<BookingMade> {
    const {courseScheduleId, ...before} = await this.find(tx, {id});
    const seats = request.attendees.length;
    checkAcceptable(before, seats);
    const contact: Contact = {
      firstName: before.contactFirstName,
      lastName: before.contactLastName,
      email: before.contactEmail,
      ...(before.contactPhone === null ? {} : {phone: before.contactPhone}),
    };
    let kept = 0;
    const take = async (codeId: number | null) => {
      await this.holds.releaseForSchedule(tx, courseScheduleId, [codeId]);
      const entry = await this.find(tx, {id});
      checkAcceptable(entry, seats);
      kept = entry.seats;
    };
    const terms = {...PUBLIC_TERMS, take};
    const made = await this.bookings.book(tx, {...request, courseScheduleId, contact}, terms);
    await this.entries.end(tx, id, 'accepted', {now: this.clock(), bookingId: made.id});
    if (kept > seats) await this.waitingList.giveSeatsBack(tx, courseScheduleId, kept - seats);
    return made;
  }

  /**
   * An entry as it is now: what time has ended on its schedule is ended first.
   * @throws DomainError WAITING_LIST_ENTRY_NOT_FOUND
   */
  async findOwn(typedReference: string, holder: WaitingHolder): Promise<WaitingRow> {
    const reference = normaliseBookingReference(typedReference);
    const entry = await this.find(this.database, {reference});
    if (!mayHold(holder, entry)) throw notFound();
    if (!entry.isDue) return entry;
    return this.database.inTransaction(async tx => {
      await this.holds.releaseForSchedule(tx, entry.courseScheduleId);
      return this.find(tx, {reference});
    });
  }

  private async find(on: Queryable, key: WaitingKey): Promise<WaitingRow> {
    const entry = await this.entries.findDetail(on, key, this.clock());
    if (entry === undefined) throw notFound();
    return entry;
  }

  private async insert(
    tx: Transaction,
    entry: Omit<Parameters<WaitingListEntryRepository['insert']>[1], 'reference'>,
  ): Promise<number> {
    for (;;) {
      const inserted = await this.entries.insert(tx, {...entry, reference: newWaitingReference()});
      if (inserted !== undefined) return inserted.id;
    }
  }
}

/** Rule 17 holds here too. */
function mayHold(holder: WaitingHolder, entry: WaitingRow): boolean {
  if (holder.kind === 'waiting') return holder.waitingListReference === entry.reference;
  if (holder.role === 'admin') return true;
  return holder.emailVerified && holder.id === entry.userId;
}

function notFound(): DomainError {
  return new DomainError('WAITING_LIST_ENTRY_NOT_FOUND', 'There is no such place on a waiting list');
}

function checkAcceptable({status, seats}: Pick<WaitingRow, 'status' | 'seats'>, wanted: number): void {
  checkWaitingStatusChange(status, 'accepted');
  if (wanted <= seats) return;
  const message = `must not be more than the seats that are kept (${seats})`;
  throw validationFailed([{path: '/attendees', message}]);
}

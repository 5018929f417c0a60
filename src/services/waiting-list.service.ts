import {BindingScope, inject, injectable} from '@loopback/core';
import type {Config} from '../config';
import type {Database, Transaction} from '../database/database';
import {offerUntil, servedFrom} from '../domain/waiting-list';
import {AppBindings, type Clock} from '../keys';
import type {CourseScheduleRepository} from '../repositories/course-schedule.repository';
import type {WaitingContact, WaitingListEntryRepository} from '../repositories/waiting-list-entry.repository';
import type {NotificationService} from './notification.service';

const BATCH = 100;

/**
 * Offers freed seats to those who wait for them, in the transaction that frees them: nobody who books comes in between.
 * All methods with a transaction are for callers that hold the schedule's lock, or take it by them.
 */
@injectable({scope: BindingScope.SINGLETON})
export class WaitingListService {
  constructor(
    @inject(AppBindings.CONFIG) private readonly config: Readonly<Config>,
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.CourseScheduleRepository') private readonly schedules: CourseScheduleRepository,
    @inject('repositories.WaitingListEntryRepository') private readonly entries: WaitingListEntryRepository,
    @inject('services.NotificationService') private readonly notifications: NotificationService,
  ) {}

  /** Rule 4: the one way in which seats of a booking or offer become free again. */
  async giveSeatsBack(tx: Transaction, courseScheduleId: number, seats: number): Promise<void> {
    if (seats > 0) await this.schedules.giveSeatsBack(tx, courseScheduleId, seats);
    await this.offerFreedSeats(tx, courseScheduleId);
  }

  /** Offers what is free to the next in line, as far as it goes. @returns how many offers were made */
  async offerFreedSeats(tx: Transaction, courseScheduleId: number): Promise<number> {
    const now = this.clock();
    const line = await this.entries.listInLine(tx, courseScheduleId, now);
    const [first] = line;
    if (first === undefined) return 0;
    const served = servedFrom(line, first.freeSeats);
    const until = this.offerUntil(first.startDatetime, now);
    await this.entries.offer(tx, served, {courseScheduleId, until, now, updatedBy: null});
    for (const entry of served) await this.tell(tx, 'waiting_list_offer', entry);
    return served.length;
  }

  /** When an offer ends that is made now. */
  offerUntil(startDatetime: Date, now: Date): Date {
    return offerUntil(this.config.booking.waitingListOfferHours, startDatetime, now);
  }

  /** Ends what time has ended on these schedules, and offers again what is free by that. */
  async renew(tx: Transaction, courseScheduleIds: readonly number[]): Promise<void> {
    const now = this.clock();
    for (const entry of await this.entries.expireOffers(tx, courseScheduleIds, now)) {
      await this.tell(tx, 'waiting_list_expired', entry);
    }
    await this.entries.closeBegun(tx, courseScheduleIds, now);
    for (const id of courseScheduleIds) await this.offerFreedSeats(tx, id);
  }

  /** The course does not take place: nobody is offered anything any more, and everybody is told. */
  async close(tx: Transaction, courseScheduleId: number): Promise<void> {
    for (const entry of await this.entries.closeAll(tx, [courseScheduleId], this.clock())) {
      await this.tell(tx, 'waiting_list_closed', entry);
    }
  }

  /** For a schedule with another time or place: the mails about its offers named the old one. */
  async tellAgain(tx: Transaction, courseScheduleId: number): Promise<void> {
    for (const entry of await this.entries.listOffered(tx, courseScheduleId)) {
      await this.tell(tx, 'waiting_list_offer', entry);
    }
  }

  /** For a schedule that begins earlier than it did. */
  async endByStart(tx: Transaction, courseScheduleId: number): Promise<void> {
    await this.entries.endByStart(tx, courseScheduleId);
  }

  /**
   * Renews every schedule that needs it, a transaction each.
   * @throws AggregateError when some failed, after all others
   */
  async renewAll(): Promise<void> {
    const failures: unknown[] = [];
    for (let last = 0, isMore = true; isMore; ) {
      const due = await this.entries.schedulesDue(this.clock(), last, BATCH);
      for (const id of due) {
        await this.renewOne(id).catch(error => failures.push(error));
        last = id;
      }
      isMore = due.length === BATCH;
    }
    if (failures.length > 0)
      throw new AggregateError(failures, `${failures.length} waiting lists stay as they are`);
  }

  private renewOne(courseScheduleId: number): Promise<void> {
    return this.database.inTransaction(async tx => {
      await this.schedules.lock(tx, courseScheduleId);
      await this.renew(tx, [courseScheduleId]);
    });
  }

  tell(
    tx: Transaction,
    mail: 'waiting_list_closed' | 'waiting_list_expired' | 'waiting_list_joined' | 'waiting_list_offer',
    {courseScheduleId, contactEmail, contactFirstName, reference}: Omit<WaitingContact, 'id' | 'seats'>,
  ): Promise<void> {
    return this.notifications.aboutSchedule(tx, mail, {
      email: contactEmail,
      courseScheduleId,
      firstName: contactFirstName,
      waitingListReference: reference,
    });
  }
}

import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {remindedDay} from '../domain/reminders';
import {AppBindings, type Clock} from '../keys';
import type {ReminderRepository} from '../repositories/reminder.repository';
import type {NotificationService} from './notification.service';

const BATCH = 100;

/** Reminds of courses two days ahead. */
@injectable({scope: BindingScope.SINGLETON})
export class ReminderService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.ReminderRepository') private readonly reminders: ReminderRepository,
    @inject('services.NotificationService') private readonly notifications: NotificationService,
  ) {}

  /** Queues the reminders that are due, each once, however many processes do this at the same time. */
  async remind(): Promise<void> {
    const now = this.clock();
    const day = remindedDay(now);
    if (day === undefined) return;
    while ((await this.remindBatch(day, now)) === BATCH);
  }

  private remindBatch(day: string, now: Date): Promise<number> {
    return this.database.inTransaction(async tx => {
      const taken = await this.reminders.take(tx, day, now, BATCH);
      for (const booking of taken) await this.notifications.aboutBooking(tx, 'reminder', booking);
      return taken.length;
    });
  }
}

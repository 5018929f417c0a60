import {BindingScope, inject, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import {parsePence} from '../domain/money';
import {refundStatusOf} from '../domain/refunds';
import {AppBindings, type Clock} from '../keys';
import type {LedgerBookingRepository} from '../repositories/ledger-booking.repository';
import type {RefundRepository, RefundRow} from '../repositories/refund.repository';
import type {LedgerService} from './ledger.service';
import type {NotificationService} from './notification.service';

/** What follows when a part of a refund has moved, or was refused. */
@injectable({scope: BindingScope.SINGLETON})
export class RefundProgressService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject('repositories.RefundRepository') private readonly refunds: RefundRepository,
    @inject('repositories.LedgerBookingRepository') private readonly bookings: LedgerBookingRepository,
    @inject('services.LedgerService') private readonly ledger: LedgerService,
    @inject('services.NotificationService') private readonly notifications: NotificationService,
  ) {}

  /** Takes the refund's status from its parts, and the booking's from the ledger. The caller holds the booking's lock. */
  async conclude(tx: Transaction, refundId: number, updatedBy: number | null): Promise<void> {
    const refund = await this.refunds.lock(tx, refundId);
    if (refund === undefined) throw new Error(`refund ${refundId} is gone: refunds are never deleted`);
    await this.ledger.settle(tx, refund.bookingId, updatedBy);
    const parts = await this.refunds.parts(tx, refundId);
    const status = refundStatusOf(
      parsePence(refund.amount),
      parts.map(part => ({pence: parsePence(part.amount), status: part.status})),
    );
    if (status === refund.status) return;
    const failed = parts.filter(part => part.status === 'failed').at(-1);
    await this.refunds.change(
      tx,
      refundId,
      {
        status,
        completedAt: status === 'completed' ? this.clock() : null,
        failureReason: status === 'failed' ? (failed?.failureReason ?? null) : null,
      },
      updatedBy,
    );
    if (status === 'completed') await this.tell(tx, refund);
  }

  private async tell(tx: Transaction, {bookingId, amount}: RefundRow): Promise<void> {
    const {bookingReference, contactEmail} = await this.bookings.read(tx, bookingId);
    const recipient = {bookingId, bookingReference, contactEmail};
    await this.notifications.aboutBooking(tx, 'refund_completed', recipient, {refundAmount: amount});
  }
}

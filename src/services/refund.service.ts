import {BindingScope, inject, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import {DomainError} from '../domain/errors';
import {formatPence, parsePence} from '../domain/money';
import {isApprovedAtOnce} from '../domain/refunds';
import type {RefundCause} from '../domain/statuses';
import {AppBindings, type Clock} from '../keys';
import type {Actor, AdminActivityLogRepository} from '../repositories/admin-activity-log.repository';
import type {RefundRepository} from '../repositories/refund.repository';

export interface RefundRequest {
  bookingId: number;
  /** More than nothing. */
  amountPence: number;
  /** What staff and the customer read. */
  reason: string;
  cause: RefundCause;
  /** The member of staff whose doing it is; null: the customer's, or a rule's. */
  actor: Actor | null;
  /** The charge that it gives back, as a row of the ledger; default: whichever there are. */
  chargeTransactionId?: number;
}

/** Asks for refunds, in the transaction of their cause. Approving and paying them out come after it. */
@injectable({scope: BindingScope.SINGLETON})
export class RefundService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject('repositories.RefundRepository') private readonly refunds: RefundRepository,
    @inject('repositories.AdminActivityLogRepository') private readonly activity: AdminActivityLogRepository,
  ) {}

  /**
   * What can still be asked for, in pence: paid, less what went back, is disputed or is asked for already.
   * Only the booking's lock makes it last.
   */
  async refundablePence(on: Queryable, bookingId: number): Promise<number> {
    const amount = await this.refunds.refundable(on, bookingId);
    return amount.startsWith('-') ? 0 : parsePence(amount);
  }

  /**
   * Asks for a refund. What a rule decides is approved at once (setting `refunds.automatic`) and paid out by a job after
   * the commit; the rest waits for staff. The caller holds the booking's lock.
   * @returns the id of the refund
   * @throws DomainError REFUND_EXCEEDS_PAID with details.refundable
   */
  async request(tx: Transaction, request: RefundRequest): Promise<number> {
    const {bookingId, amountPence, reason, cause, actor, chargeTransactionId = null} = request;
    if (amountPence <= 0) throw new RangeError(`a refund of ${amountPence} pence is none`);
    const refundable = await this.refundablePence(tx, bookingId);
    if (amountPence > refundable) throw refundExceedsPaid(refundable);
    const isApproved = isApprovedAtOnce(cause, await this.refunds.isAutomatic(tx));
    const amount = formatPence(amountPence);
    const id = await this.refunds.insert(tx, {
      bookingId,
      amount,
      cause,
      reason,
      chargeTransactionId,
      createdBy: actor?.adminId ?? null,
      approvedAt: isApproved ? this.clock() : null,
    });
    if (actor !== null) {
      const newValues = {bookingId, amount, cause, reason, status: isApproved ? 'approved' : 'pending'};
      await this.activity.append(tx, actor, {
        action: 'refund.requested',
        entityType: 'refund',
        entityId: id,
        oldValues: null,
        newValues,
      });
    }
    return id;
  }
}

export function refundExceedsPaid(refundablePence: number): DomainError {
  const refundable = formatPence(refundablePence);
  return new DomainError('REFUND_EXCEEDS_PAID', `Only £${refundable} can go back`, {refundable});
}

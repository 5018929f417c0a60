import {BindingScope, inject, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import {parsePence} from '../domain/money';
import {paymentStatusOf} from '../domain/payment-status';
import type {PaymentStatus} from '../domain/statuses';
import type {LedgerBookingRepository} from '../repositories/ledger-booking.repository';
import type {PaymentTransactionRepository} from '../repositories/payment-transaction.repository';

/** The one place where a booking takes its payment status from the ledger. */
@injectable({scope: BindingScope.SINGLETON})
export class LedgerService {
  constructor(
    @inject('repositories.PaymentTransactionRepository')
    private readonly transactions: PaymentTransactionRepository,
    @inject('repositories.LedgerBookingRepository') private readonly bookings: LedgerBookingRepository,
  ) {}

  /**
   * After every change of a booking's transactions or of its price, in the same transaction; the caller holds the
   * booking's lock. The version rises when the status changes.
   * @param updatedBy the member of staff; null: the customer, or the payment provider
   */
  async settle(tx: Transaction, bookingId: number, updatedBy: number | null): Promise<PaymentStatus> {
    const {paymentAmount, paymentStatus} = await this.bookings.read(tx, bookingId);
    const sums = await this.transactions.sums(tx, bookingId);
    const derived = paymentStatusOf({
      duePence: parsePence(paymentAmount),
      chargedPence: parsePence(sums.charged),
      refundedPence: parsePence(sums.refunded),
      hasFailedCharge: sums.hasFailedCharge,
    });
    if (derived !== paymentStatus) await this.bookings.setPaymentStatus(tx, bookingId, derived, updatedBy);
    return derived;
  }
}

import {BindingScope, inject, injectable} from '@loopback/core';
import type {Queryable} from '../database/database';
import {parsePence} from '../domain/money';
import {type RefundPart, splitRefund} from '../domain/refunds';
import type {PaymentMethod} from '../domain/statuses';
import type {ChargeLeft, PaymentTransactionRepository} from '../repositories/payment-transaction.repository';
import type {RefundRepository, RefundRow} from '../repositories/refund.repository';
import type {PaymentGateway} from './payments/payment-gateway';

export interface PlannedPart extends RefundPart {
  /** Of the charge that it gives back. */
  paymentMethod: PaymentMethod;
}

/** Which charges a refund gives back, and how much of each. */
@injectable({scope: BindingScope.SINGLETON})
export class RefundPlanService {
  constructor(
    @inject('repositories.RefundRepository') private readonly refunds: RefundRepository,
    @inject('repositories.PaymentTransactionRepository')
    private readonly transactions: PaymentTransactionRepository,
    @inject('services.PaymentGateway') private readonly gateway: PaymentGateway,
  ) {}

  /** What has not gone back yet. @returns undefined when less than that is left of what was paid */
  async split(
    on: Queryable,
    {
      id,
      bookingId,
      amount,
      chargeTransactionId,
    }: Pick<RefundRow, 'id' | 'bookingId' | 'amount' | 'chargeTransactionId'>,
  ): Promise<PlannedPart[] | undefined> {
    const done = (await this.refunds.parts(on, id)).filter(({status}) => status === 'succeeded');
    const donePence = done.reduce((sum, part) => sum + parsePence(part.amount), 0);
    const charges = await this.transactions.chargesLeft(on, bookingId);
    const parts = splitRefund(
      charges.map(charge => this.refundable(charge)),
      parsePence(amount) - donePence,
      chargeTransactionId,
    );
    return parts?.map(part => ({...part, paymentMethod: methodOf(part, charges)}));
  }

  private refundable({id, left, providerPaymentId}: ChargeLeft) {
    const byProvider = providerPaymentId !== null && this.gateway.provider !== null;
    return {id, refundablePence: parsePence(left), byProvider};
  }
}

function methodOf({chargeId}: RefundPart, charges: readonly ChargeLeft[]): PaymentMethod {
  return charges.find(({id}) => id === chargeId)?.paymentMethod ?? 'bank_transfer';
}

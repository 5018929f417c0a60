import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Transaction} from '../database/database';
import {AppBindings} from '../keys';
import type {PaymentProviderEventRepository} from '../repositories/payment-provider-event.repository';
import {
  BookingMoved,
  ignored,
  type PaymentSettlementService,
  type Settled,
} from './payment-settlement.service';
import {
  type PaymentGateway,
  PaymentProviderError,
  type ProviderEvent,
  type ProviderFact,
} from './payments/payment-gateway';
import type {RefundSettlementService} from './refund-settlement.service';

type Applicable = Exclude<ProviderFact, {kind: 'refunds'}>;
type Payment = Extract<ProviderFact, {kind: 'payment'}>;
type Refund = Extract<ProviderFact, {kind: 'refund'}>;

/** Something of the provider's that somebody has to look at. */
interface Finding {
  type: string;
  /** The provider's id. */
  objectId: string;
  note: string | null;
  bookingId: number | null;
}

const NOTHING: Settled = {...ignored(), bookingId: null};
const WEIGHT = {ignored: 0, applied: 1, attention: 2} as const;

/** What the payment provider says, by a webhook, an answer or a comparison, comes into the ledger here and nowhere else. */
@injectable({scope: BindingScope.SINGLETON})
export class ProviderNewsService {
  constructor(
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.PaymentProviderEventRepository')
    private readonly events: PaymentProviderEventRepository,
    @inject('services.PaymentGateway') private readonly gateway: PaymentGateway,
    @inject('services.PaymentSettlementService') private readonly payments: PaymentSettlementService,
    @inject('services.RefundSettlementService') private readonly refunds: RefundSettlementService,
  ) {}

  /**
   * Rule 8: the event and its effect in one transaction. One that was received before has no effect.
   * @param body as it came
   * @throws DomainError WEBHOOK_SIGNATURE_INVALID; PaymentProviderError when the provider has to be asked and is away
   */
  async receive(body: Buffer, signature: string | undefined): Promise<void> {
    const event = this.gateway.readEvent(body, signature);
    if (await this.events.isKnown(event.id)) return;
    const facts = event.fact === null || event.foreign !== null ? [] : await this.complete(event.fact);
    await this.inTransaction(async tx => {
      const id = await this.events.add(tx, event, this.gateway.provider ?? 'stripe');
      if (id === undefined) return;
      await this.events.conclude(tx, id, await this.outcomeOf(tx, event, facts));
    });
  }

  /**
   * Applies what the provider answered or was found to say. What needs somebody is written down as if the provider had
   * told it: its own event, should it come after all, changes nothing any more.
   * @param at when the money moved
   */
  async learn(fact: Payment | Refund, at: Date): Promise<Settled> {
    return this.inTransaction(async tx => {
      const settled = await this.apply(tx, fact, at);
      if (settled.outcome !== 'attention') return settled;
      const objectId = fact.kind === 'payment' ? fact.payment.id : fact.refund.id;
      const {note, bookingId} = settled;
      await this.tellStaff(tx, {type: `${fact.kind}.found`, objectId, note, bookingId}, at);
      return settled;
    });
  }

  /** What was found to be wrong, for staff; once for each of the provider's objects. */
  async report(finding: Finding, at: Date): Promise<void> {
    await this.database.inTransaction(tx => this.tellStaff(tx, finding, at));
  }

  private async tellStaff(
    tx: Transaction,
    {type, objectId, note, bookingId}: Finding,
    occurredAt: Date,
  ): Promise<void> {
    if (await this.events.hasAttention(tx, objectId)) return;
    const event = {id: `found-${objectId}`, type, objectId, occurredAt};
    const id = await this.events.add(tx, event, this.gateway.provider ?? 'stripe');
    if (id !== undefined) await this.events.conclude(tx, id, {outcome: 'attention', note, bookingId});
  }

  /**
   * All that is needed to apply a fact, in the order in which it happened: a refund or dispute may be told of before the
   * payment that it is about.
   */
  private async complete(fact: ProviderFact): Promise<Applicable[]> {
    if (fact.kind === 'payment') return [fact];
    const paymentId =
      fact.kind === 'refunds'
        ? fact.paymentId
        : fact.kind === 'refund'
          ? fact.refund.paymentId
          : fact.dispute.paymentId;
    if (paymentId === null) return fact.kind === 'refunds' ? [] : [fact];
    const facts = await this.unheard(paymentId);
    if (fact.kind !== 'refunds') return [...facts, fact];
    const refunds = await this.gateway.refundsOf(paymentId);
    return [...facts, ...refunds.map(refund => ({kind: 'refund', refund}) as const)];
  }

  /** The payment, where the ledger has not heard that it succeeded; nothing when the provider knows none. */
  private async unheard(paymentId: string): Promise<Applicable[]> {
    if (await this.refunds.hasCharge(this.database, paymentId)) return [];
    try {
      return [{kind: 'payment', payment: await this.gateway.read(paymentId)}];
    } catch (error) {
      // To be told the same again would not help: what is about it is for staff.
      if (error instanceof PaymentProviderError && error.isFinal) return [];
      throw error;
    }
  }

  private async outcomeOf(
    tx: Transaction,
    {foreign, occurredAt}: ProviderEvent,
    facts: readonly Applicable[],
  ): Promise<Settled> {
    if (foreign !== null) {
      return {outcome: 'attention', note: `an event ${foreign}: it was not meant for us`, bookingId: null};
    }
    return this.applyAll(tx, facts, occurredAt);
  }

  /** @returns the weightiest of their outcomes */
  private async applyAll(tx: Transaction, facts: readonly Applicable[], at: Date): Promise<Settled> {
    let weightiest = NOTHING;
    for (const fact of facts) {
      const settled = await this.apply(tx, fact, at);
      if (WEIGHT[settled.outcome] >= WEIGHT[weightiest.outcome]) weightiest = settled;
    }
    return weightiest;
  }

  private apply(tx: Transaction, fact: Applicable, at: Date): Promise<Settled> {
    switch (fact.kind) {
      case 'payment':
        return this.payments.apply(tx, fact.payment, at);
      case 'refund':
        return this.refunds.applyRefund(tx, fact.refund, at);
      case 'dispute':
        return this.refunds.applyDispute(tx, fact.dispute, at);
    }
  }

  private async inTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await this.database.inTransaction(work);
      } catch (error) {
        if (!(error instanceof BookingMoved)) throw error;
      }
    }
  }
}

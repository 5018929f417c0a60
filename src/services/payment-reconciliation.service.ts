import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {formatPence} from '../domain/money';
import {AppBindings, type Clock} from '../keys';
import type {Difference} from '../repositories/integrity.repository';
import type {
  PaymentReconciliationRepository,
  ProviderRow,
  ReconciliationRun,
} from '../repositories/payment-reconciliation.repository';
import type {LedgerRow, PaymentTransactionRepository} from '../repositories/payment-transaction.repository';
import type {Settled} from './payment-settlement.service';
import {
  type PaymentGateway,
  PaymentProviderError,
  type ProviderPayment,
  type ProviderRefund,
} from './payments/payment-gateway';
import type {ProviderNewsService} from './provider-news.service';

/** Payments may be made this long after they were begun. */
const WINDOW_DAYS = 35;
const DAY_MS = 86_400_000;
/** Refunds may be on their way for some days. */
const MARGIN_DAYS = 14;
const EXPECTED = 'what the ledger says';

/** What a run has found so far. */
interface Findings {
  payments: Set<string>;
  refunds: Set<string>;
  mended: number;
  differences: Difference[];
}

/**
 * Compares the ledger with the payment provider. What the provider has and we have not heard of is taken over as if it
 * had just told us; what contradicts the ledger is for people.
 */
@injectable({scope: BindingScope.SINGLETON})
export class PaymentReconciliationService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.PaymentReconciliationRepository')
    private readonly runs: PaymentReconciliationRepository,
    @inject('repositories.PaymentTransactionRepository')
    private readonly transactions: PaymentTransactionRepository,
    @inject('services.PaymentGateway') private readonly gateway: PaymentGateway,
    @inject('services.ProviderNewsService') private readonly news: ProviderNewsService,
  ) {}

  /** Does nothing without a provider. @throws PaymentProviderError when it is away */
  async run(): Promise<void> {
    const {provider} = this.gateway;
    if (provider === null) return;
    const startedAt = this.clock();
    const comparedFrom = new Date(startedAt.getTime() - WINDOW_DAYS * DAY_MS);
    const findings: Findings = {payments: new Set(), refunds: new Set(), mended: 0, differences: []};
    for await (const payment of this.gateway.payments(comparedFrom))
      await this.comparePayment(payment, findings);
    for await (const refund of this.gateway.refunds(comparedFrom)) await this.compareRefund(refund, findings);
    const since = new Date(comparedFrom.getTime() + MARGIN_DAYS * DAY_MS);
    // What has moved since the lists were asked for is for the next run.
    await this.compareLedger(await this.runs.movedBetween(since, startedAt), findings);
    await this.runs.add({
      provider,
      comparedFrom,
      startedAt,
      finishedAt: this.clock(),
      paymentsSeen: findings.payments.size,
      refundsSeen: findings.refunds.size,
      mended: findings.mended,
      differences: await this.unresolved(findings.differences),
    });
  }

  /** The last comparison; undefined: there is no provider, or there was none yet. */
  async last(): Promise<ReconciliationRun | undefined> {
    const {provider} = this.gateway;
    return provider === null ? undefined : this.runs.last(provider);
  }

  /** When the first money moved that there is to compare; undefined: there is no provider, or none moved yet. */
  async firstMove(): Promise<Date | undefined> {
    return this.gateway.provider === null ? undefined : this.runs.firstMove();
  }

  private async comparePayment(payment: ProviderPayment, findings: Findings): Promise<void> {
    findings.payments.add(payment.id);
    const row = await this.transactions.findByProvider(this.database, {providerPaymentId: payment.id});
    const isPaid = payment.status === 'succeeded';
    const amount = formatPence(payment.amountPence);
    if (row?.status === 'succeeded') {
      const found = isPaid ? `£${amount}` : `it is ${payment.status}`;
      if (!isPaid || row.amount !== amount) await this.contradict(row, payment.id, found, findings);
      return;
    }
    const hasEnded = payment.status === 'cancelled' || payment.failure !== null;
    if (!isPaid && !(row?.status === 'pending' && hasEnded)) return;
    const settled = await this.news.learn({kind: 'payment', payment}, payment.createdAt);
    this.note(settled, {reference: payment.id, amount}, findings);
  }

  private async compareRefund(refund: ProviderRefund, findings: Findings): Promise<void> {
    findings.refunds.add(refund.id);
    const row = await this.transactions.findByProvider(this.database, {providerRefundId: refund.id});
    const amount = formatPence(refund.amountPence);
    if (row?.status === refund.status && row.amount === amount) return;
    if (row?.status === 'failed') {
      await this.contradict(row, refund.id, `it is ${refund.status}`, findings);
      return;
    }
    const settled = await this.news.learn({kind: 'refund', refund}, refund.createdAt);
    this.note(settled, {reference: refund.id, amount}, findings);
  }

  private note(
    {outcome, note, bookingId}: Settled,
    {reference, amount}: {reference: string; amount: string},
    findings: Findings,
  ): void {
    if (outcome === 'applied') findings.mended += 1;
    if (outcome !== 'attention') return;
    const found = `£${amount}: ${note}`;
    findings.differences.push({entity: 'booking', id: bookingId, reference, expected: EXPECTED, found});
  }

  /** What the ledger says of the provider and the provider did not list: it may have been begun long before. */
  private async compareLedger(rows: readonly ProviderRow[], findings: Findings): Promise<void> {
    for (const row of rows) {
      const {kind, providerId} = row;
      if ((kind === 'charge' ? findings.payments : findings.refunds).has(providerId)) continue;
      if (kind === 'charge' && (await this.isPaid(providerId))) continue;
      await this.contradict(row, providerId, 'the provider has none', findings);
    }
  }

  /** What nothing here can mend. Staff say what came of it by the event that it leaves, and then it is no news. */
  private async contradict(
    {id, bookingId, kind}: Pick<LedgerRow, 'id' | 'bookingId' | 'kind'>,
    reference: string,
    found: string,
    {differences}: Findings,
  ): Promise<void> {
    differences.push({entity: 'payment', id, reference, expected: EXPECTED, found});
    const note = `not what the ledger says: ${found}`;
    await this.news.report({type: `${kind}.differs`, objectId: reference, note, bookingId}, this.clock());
  }

  private async isPaid(paymentId: string): Promise<boolean> {
    try {
      return (await this.gateway.read(paymentId)).status === 'succeeded';
    } catch (error) {
      if (error instanceof PaymentProviderError && error.isFinal) return false;
      throw error;
    }
  }

  /** Money that staff have looked into, by its event, is no news. */
  private async unresolved(differences: Difference[]): Promise<Difference[]> {
    const resolved = await this.runs.resolved(differences.flatMap(({reference}) => reference ?? []));
    return differences.filter(({reference}) => reference === null || !resolved.has(reference));
  }
}

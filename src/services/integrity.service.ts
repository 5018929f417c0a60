import {BindingScope, inject, injectable} from '@loopback/core';
import {DomainError} from '../domain/errors';
import {AppBindings, type Clock} from '../keys';
import type {CheckResult, Difference, IntegrityRepository} from '../repositories/integrity.repository';
import type {ReconciliationRun} from '../repositories/payment-reconciliation.repository';
import type {PaymentReconciliationService} from './payment-reconciliation.service';
import {PaymentProviderError} from './payments/payment-gateway';

export interface IntegrityReport {
  checkedAt: string;
  /** Nothing needs anybody. */
  isClean: boolean;
  checks: CheckResult[];
  /** The last comparison with the payment provider; null: there is none. */
  reconciliation: Omit<ReconciliationRun, 'differences'> | null;
}

/** It runs once a day. */
const STALE_MS = 36 * 3_600_000;

/** Whether the numbers of the company agree with each other, and what mends those that don't. */
@injectable({scope: BindingScope.SINGLETON})
export class IntegrityService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject('repositories.IntegrityRepository') private readonly integrity: IntegrityRepository,
    @inject('services.PaymentReconciliationService')
    private readonly reconciliations: PaymentReconciliationService,
  ) {}

  async report(): Promise<IntegrityReport> {
    const now = this.clock();
    const last = await this.reconciliations.last();
    const since = last?.finishedAt ?? (await this.reconciliations.firstMove());
    const isStale = since !== undefined && now.getTime() - since.getTime() > STALE_MS;
    const checks = [...(await this.integrity.runAll(now)), providerCheck(last, isStale)];
    const {differences: _, ...reconciliation} = last ?? {differences: []};
    return {
      checkedAt: now.toISOString(),
      isClean: checks.every(({count}) => count === 0),
      checks,
      reconciliation: last === undefined ? null : (reconciliation as Omit<ReconciliationRun, 'differences'>),
    };
  }

  /** Compares with the payment provider now. @throws DomainError PAYMENT_UNAVAILABLE when it is away */
  async reconcile(): Promise<IntegrityReport> {
    try {
      await this.reconciliations.run();
    } catch (error) {
      if (!(error instanceof PaymentProviderError)) throw error;
      const message = 'The payment provider does not answer: try again shortly';
      throw new DomainError('PAYMENT_UNAVAILABLE', message, {retryAfterS: 10}, {cause: error});
    }
    return this.report();
  }
}

/** @param isStale whether it was due, counted from the first money by card where there was none yet */
function providerCheck(last: ReconciliationRun | undefined, isStale: boolean): CheckResult {
  const differences: Difference[] = [...(last?.differences ?? [])];
  if (isStale) {
    differences.push({
      entity: 'reconciliation',
      id: null,
      reference: null,
      expected: 'once a day',
      found: last?.finishedAt.toISOString() ?? 'never',
    });
  }
  return {
    name: 'provider',
    about: 'The ledger beside the payment provider, as of the last comparison',
    action:
      'Look it up at the provider, mend what is wrong, say so at its event (GET /api/admin/payment-events?isOpen=true), ' +
      'then POST /api/admin/integrity/reconciliation',
    count: differences.length,
    differences,
  };
}

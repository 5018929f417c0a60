import {AppBindings} from '../keys';
import type {EmailVerificationRepository} from '../repositories/email-verification.repository';
import type {IdempotencyKeyRepository} from '../repositories/idempotency-key.repository';
import type {PasswordResetRepository} from '../repositories/password-reset.repository';
import type {PaymentProviderEventRepository} from '../repositories/payment-provider-event.repository';
import type {PaymentReconciliationRepository} from '../repositories/payment-reconciliation.repository';
import type {RateLimitRepository} from '../repositories/rate-limit.repository';
import type {RefreshTokenRepository} from '../repositories/refresh-token.repository';
import type {Job} from './job';

const BATCH = 1000;

/** Rows that only count for a while: idempotency keys, limits, sign-ins and mailed links that ran out, old events of payments. */
export const removeExpiredRows: Job = {
  name: 'remove_expired_rows',
  schedule: '17 * * * *',
  async run(application) {
    const now = (await application.get(AppBindings.CLOCK))();
    const repositories = [
      await application.get<IdempotencyKeyRepository>('repositories.IdempotencyKeyRepository'),
      await application.get<RateLimitRepository>('repositories.RateLimitRepository'),
      await application.get<RefreshTokenRepository>('repositories.RefreshTokenRepository'),
      await application.get<PasswordResetRepository>('repositories.PasswordResetRepository'),
      await application.get<EmailVerificationRepository>('repositories.EmailVerificationRepository'),
      await application.get<PaymentProviderEventRepository>('repositories.PaymentProviderEventRepository'),
      await application.get<PaymentReconciliationRepository>('repositories.PaymentReconciliationRepository'),
    ];
    for (const repository of repositories) {
      while ((await repository.removeExpired(now, BATCH)) === BATCH);
    }
  },
};

import {BindingScope, inject, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import type {IdempotencyService, IdempotentRequest} from './idempotency.service';
import type {RateLimitService} from './rate-limit.service';

/** What anybody may write, signed in or not: within the limit on bookings, and once per Idempotency-Key. */
@injectable({scope: BindingScope.SINGLETON})
export class PublicWriteService {
  constructor(
    @inject('services.IdempotencyService') private readonly idempotency: IdempotencyService,
    @inject('services.RateLimitService') private readonly rateLimits: RateLimitService,
  ) {}

  /**
   * @param address the caller's, `request.ip`
   * @param alone the same work where it needs neither a key nor a transaction, tried first; undefined: it does
   * @throws DomainError RATE_LIMITED, IDEMPOTENCY_KEY_REUSED, REQUEST_IN_PROGRESS, and those of the work
   */
  async once<T>(
    request: IdempotentRequest,
    address: string | undefined,
    work: (tx: Transaction) => Promise<T>,
    alone?: () => Promise<T | undefined>,
  ): Promise<T> {
    const {key} = request;
    if (!(await this.idempotency.isAnswered(key))) await this.rateLimits.consume('booking', address);
    const done = key === undefined ? await alone?.() : undefined;
    return done ?? this.idempotency.once(request, work);
  }
}

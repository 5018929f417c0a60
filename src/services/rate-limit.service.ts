import {BindingScope, inject, injectable} from '@loopback/core';
import type {Config, LimitsConfig} from '../config';
import {rateLimited} from '../domain/errors';
import {AppBindings, type Clock} from '../keys';
import type {RateLimitId, RateLimitRepository} from '../repositories/rate-limit.repository';
import {networkOf, subjectHash} from './rate-limit-subject';

interface Limit {
  per: 'address' | 'account';
  windowS: number;
  hits: Exclude<keyof LimitsConfig, 'disabled'>;
}

const QUARTER_OF_AN_HOUR_S = 15 * 60;
const HOUR_S = 60 * 60;

/** Rule 20. How many hits each allows is configured. */
const LIMITS = {
  'login-address': {per: 'address', windowS: QUARTER_OF_AN_HOUR_S, hits: 'login'},
  'login-account': {per: 'account', windowS: QUARTER_OF_AN_HOUR_S, hits: 'login'},
  register: {per: 'address', windowS: HOUR_S, hits: 'register'},
  'reset-address': {per: 'address', windowS: HOUR_S, hits: 'register'},
  'reset-account': {per: 'account', windowS: HOUR_S, hits: 'register'},
  booking: {per: 'address', windowS: HOUR_S, hits: 'booking'},
  payment: {per: 'address', windowS: HOUR_S, hits: 'payment'},
  attendee: {per: 'address', windowS: HOUR_S, hits: 'booking'},
} satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMITS;

/** A counted hit, to give back. */
export interface Hit {
  id: RateLimitId;
  expiresAt: Date;
}

/** Fixed windows kept in PostgreSQL, so that they hold over all processes. */
@injectable({scope: BindingScope.SINGLETON})
export class RateLimitService {
  constructor(
    @inject(AppBindings.CONFIG) private readonly config: Readonly<Config>,
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject('repositories.RateLimitRepository') private readonly rateLimits: RateLimitRepository,
  ) {}

  /**
   * Counts a hit before the work is done, so that parallel requests can't pass the limit together.
   * @param subject the caller's address (`request.ip`) or the account's email address, as the limit asks
   * @returns undefined when limits are lifted
   * @throws DomainError RATE_LIMITED
   */
  async consume(name: LimitName, subject: string | undefined): Promise<Hit | undefined> {
    const {limits} = this.config;
    if (limits.disabled) return undefined;
    const {per, windowS, hits}: Limit = LIMITS[name];
    const known = subject ?? 'unknown';
    const id = {
      bucket: name,
      subject: subjectHash(per === 'address' ? networkOf(known) : known.trim().toLowerCase()),
    };
    const now = this.clock();
    const newEnd = new Date(now.getTime() + windowS * 1000);
    const expiresAt = await this.rateLimits.hit(id, limits[hits], now, newEnd);
    if (expiresAt !== undefined) return {id, expiresAt};
    const end = (await this.rateLimits.windowEnd(id)) ?? newEnd;
    throw rateLimited(Math.max(1, Math.ceil((end.getTime() - now.getTime()) / 1000)));
  }

  /** Takes a hit back: only failures count. */
  async giveBack(hit: Hit | undefined): Promise<void> {
    if (hit !== undefined) await this.rateLimits.giveBack(hit.id, hit.expiresAt);
  }

  /** @returns how many windows that are over were removed */
  removeExpired(limit: number): Promise<number> {
    return this.rateLimits.removeExpired(this.clock(), limit);
  }
}

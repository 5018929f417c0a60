import {BindingScope, injectable} from '@loopback/core';
import {RateLimit} from '../models/rate-limit.model';
import {tableRepository} from './table.repository';

export type RateLimitId = Pick<RateLimit, 'bucket' | 'subject'>;

@injectable({scope: BindingScope.SINGLETON})
export class RateLimitRepository extends tableRepository<RateLimit, RateLimitId>(RateLimit) {
  /**
   * Counts a hit in one statement, in the running window or in a new one that ends at `expiresAt`.
   * @returns the end of the hit's window; undefined when the window is full, and then nothing is counted
   */
  async hit(id: RateLimitId, limit: number, now: Date, expiresAt: Date): Promise<Date | undefined> {
    const [row] = await this.db.prepared<{expiresAt: Date}>(
      `insert into rate_limits as r (bucket, subject, hits, expires_at)
       values (:bucket, :subject, 1, :expiresAt)
       on conflict (bucket, subject) do update
       set hits = case when r.expires_at > :now then r.hits + 1 else 1 end,
           expires_at = case when r.expires_at > :now then r.expires_at else excluded.expires_at end
       where r.hits < :limit or r.expires_at <= :now
       returning expires_at as "expiresAt"`,
      {...id, limit, now, expiresAt},
    );
    return row?.expiresAt;
  }

  /** Takes a hit back, unless its window is over. */
  async giveBack(id: RateLimitId, expiresAt: Date): Promise<void> {
    await this.db.rows(
      `update rate_limits set hits = hits - 1
       where bucket = :bucket and subject = :subject and expires_at = :expiresAt and hits > 0`,
      {...id, expiresAt},
    );
  }

  async windowEnd(id: RateLimitId): Promise<Date | undefined> {
    const [row] = await this.db.rows<{expiresAt: Date}>(
      `select expires_at as "expiresAt" from rate_limits where bucket = :bucket and subject = :subject`,
      {...id},
    );
    return row?.expiresAt;
  }

  /** @returns how many windows that are over were removed */
  async removeExpired(now: Date, limit: number): Promise<number> {
    const removed = await this.db.rows(
      `delete from rate_limits where (bucket, subject) in (
         select bucket, subject from rate_limits where expires_at <= :now limit :limit
       ) returning bucket`,
      {now, limit},
    );
    return removed.length;
  }
}

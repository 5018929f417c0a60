import {BindingScope, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import {IdempotencyKey} from '../models/idempotency-key.model';
import {tableRepository} from './table.repository';

export interface RememberedResponse {
  requestHash: Buffer;
  responseBody: unknown;
}

export type IdempotencyKeyId = Pick<IdempotencyKey, 'scope' | 'key'>;

@injectable({scope: BindingScope.SINGLETON})
export class IdempotencyKeyRepository extends tableRepository<IdempotencyKey, IdempotencyKeyId>(
  IdempotencyKey,
) {
  /**
   * Claims a key until the transaction ends. The claim is an advisory lock, so it goes away with its process.
   * @returns false when a twin has it
   */
  async claim(tx: Transaction, {scope, key}: IdempotencyKeyId): Promise<boolean> {
    const [row] = await tx.prepared<{claimed: boolean}>(
      'select pg_try_advisory_xact_lock(hashtextextended(:name, 1)) as claimed',
      {name: `${scope}:${key}`},
    );
    return row?.claimed === true;
  }

  async findLive(on: Queryable, id: IdempotencyKeyId, now: Date): Promise<RememberedResponse | undefined> {
    const [row] = await on.prepared<RememberedResponse>(
      `select request_hash as "requestHash", response_body as "responseBody"
       from idempotency_keys where scope = :scope and key = :key and expires_at > :now`,
      {...id, now},
    );
    return row;
  }

  /** @returns the body as it is kept: jsonb has an order of its own, and a repeated answer must not differ in it */
  async remember(
    tx: Transaction,
    id: IdempotencyKeyId,
    response: RememberedResponse,
    expiresAt: Date,
  ): Promise<unknown> {
    const [kept] = await tx.prepared<Pick<RememberedResponse, 'responseBody'>>(
      `insert into idempotency_keys (scope, key, request_hash, response_body, expires_at)
       values (:scope, :key, :requestHash, :responseBody, :expiresAt)
       on conflict (scope, key) do update
       set request_hash = excluded.request_hash, response_body = excluded.response_body,
           created_at = now(), expires_at = excluded.expires_at
       returning response_body as "responseBody"`,
      {...id, ...response, responseBody: JSON.stringify(response.responseBody), expiresAt},
    );
    return kept?.responseBody;
  }

  /** @returns how many expired keys were removed */
  async removeExpired(now: Date, limit: number): Promise<number> {
    const removed = await this.db.rows(
      `delete from idempotency_keys where (scope, key) in (
         select scope, key from idempotency_keys where expires_at <= :now limit :limit
       ) returning key`,
      {now, limit},
    );
    return removed.length;
  }
}

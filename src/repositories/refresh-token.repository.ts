import {BindingScope, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import {RefreshToken} from '../models/refresh-token.model';
import {tableRepository} from './table.repository';

export interface NewRefreshToken {
  userId: number;
  /** The sign-in. */
  familyId: string;
  tokenHash: Buffer;
  expiresAt: Date;
}

export interface StoredRefreshToken extends NewRefreshToken {
  id: number;
  usedAt: Date | null;
  revokedAt: Date | null;
}

/**
 * A family has at most one token that is neither used nor revoked; with none it is over. Everything that changes one
 * holds the lock on its user (`UserRepository.lockAccount`), so nothing is added to a family while it is revoked.
 */
@injectable({scope: BindingScope.SINGLETON})
export class RefreshTokenRepository extends tableRepository<RefreshToken, RefreshToken['id']>(RefreshToken) {
  async add(tx: Transaction, token: NewRefreshToken): Promise<void> {
    await tx.rows(
      `insert into refresh_tokens (user_id, family_id, token_hash, expires_at)
       values (:userId, :familyId, :tokenHash, :expiresAt)`,
      {...token},
    );
  }

  async findByHash(on: Queryable, tokenHash: Buffer): Promise<StoredRefreshToken | undefined> {
    const [token] = await on.rows<StoredRefreshToken>(
      `select id, user_id as "userId", family_id as "familyId", token_hash as "tokenHash",
              expires_at as "expiresAt", used_at as "usedAt", revoked_at as "revokedAt"
       from refresh_tokens where token_hash = :tokenHash`,
      {tokenHash},
    );
    return token;
  }

  async markUsed(tx: Transaction, id: number, now: Date): Promise<void> {
    await tx.rows('update refresh_tokens set used_at = :now where id = :id', {id, now});
  }

  async revokeFamily(tx: Transaction, familyId: string, now: Date): Promise<void> {
    await tx.rows(
      `update refresh_tokens set revoked_at = :now
       where family_id = :familyId and used_at is null and revoked_at is null`,
      {familyId, now},
    );
  }

  /** Ends every sign-in of the user. */
  async revokeAllOf(tx: Transaction, userId: number, now: Date): Promise<void> {
    await tx.rows(
      `update refresh_tokens set revoked_at = :now
       where user_id = :userId and used_at is null and revoked_at is null`,
      {userId, now},
    );
  }

  /** @returns how many expired tokens were removed */
  async removeExpired(now: Date, limit: number): Promise<number> {
    const removed = await this.db.rows(
      `delete from refresh_tokens where id in (
         select id from refresh_tokens where expires_at <= :now limit :limit
       ) returning id`,
      {now, limit},
    );
    return removed.length;
  }
}

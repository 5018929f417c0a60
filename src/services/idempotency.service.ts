import {createHmac} from 'node:crypto';
import {BindingScope, inject, injectable} from '@loopback/core';
import type {Config} from '../config';
import type {Database, Transaction} from '../database/database';
import {DomainError, type ErrorCode, validationFailed} from '../domain/errors';
import {AppBindings, type Clock} from '../keys';
import {toDomainError} from '../repositories/constraint-errors';
import type {IdempotencyKeyRepository} from '../repositories/idempotency-key.repository';

const REMEMBER_MS = 24 * 60 * 60 * 1000;
const SCOPE = 'public';
const MAX_KEY_LENGTH = 255;

/** What makes two requests the same one. */
export interface IdempotentRequest {
  /** The Idempotency-Key header; undefined: the request is not remembered. */
  key: string | undefined;
  method: string;
  path: string;
  body: unknown;
}

interface RememberedError {
  code: ErrorCode;
  message: string;
  details?: Record<string, unknown>;
}

/** Rule 18: a request with a key takes effect once; whoever repeats it gets the first answer, for 24 hours. */
@injectable({scope: BindingScope.SINGLETON})
export class IdempotencyService {
  private readonly hashKey: Buffer;

  constructor(
    @inject(AppBindings.CONFIG) {auth}: Readonly<Config>,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject('repositories.IdempotencyKeyRepository') private readonly keys: IdempotencyKeyRepository,
  ) {
    this.hashKey = createHmac('sha256', auth.jwtSecret).update('idempotency keys').digest();
  }

  /** Whether a key has an answer already: repeating a request is no new one, so it counts towards no limit. */
  async isAnswered(key: string | undefined): Promise<boolean> {
    if (key === undefined) return false;
    return (await this.keys.findLive(this.database, {scope: SCOPE, key}, this.clock())) !== undefined;
  }

  /**
   * Runs the work in a transaction, once per key. Its result, or the domain error it threw, is remembered in that same
   * transaction; anything else that it throws (a 5xx) leaves no trace, so the request may be tried again.
   * The result must survive JSON.
   * @throws DomainError IDEMPOTENCY_KEY_REUSED for another request under the key, REQUEST_IN_PROGRESS for a twin
   */
  async once<T>(request: IdempotentRequest, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const {key} = request;
    if (key === undefined) return this.database.inTransaction(work);
    if (key.length === 0 || key.length > MAX_KEY_LENGTH) {
      throw validationFailed([
        {path: 'Idempotency-Key', message: `must have 1 to ${MAX_KEY_LENGTH} characters`},
      ]);
    }
    const id = {scope: SCOPE, key};
    const requestHash = this.hashOf(request);
    const outcome = await this.database.inTransaction(async tx => {
      if (!(await this.keys.claim(tx, id))) {
        throw new DomainError('REQUEST_IN_PROGRESS', 'A request with this Idempotency-Key is being answered');
      }
      const now = this.clock();
      const known = await this.keys.findLive(tx, id, now);
      if (known !== undefined) {
        if (!known.requestHash.equals(requestHash)) {
          throw new DomainError(
            'IDEMPOTENCY_KEY_REUSED',
            'This Idempotency-Key belongs to a different request',
          );
        }
        return known.responseBody as Outcome<T>;
      }
      const fresh = await this.attempt(tx, work);
      const expiresAt = new Date(now.getTime() + REMEMBER_MS);
      return (await this.keys.remember(tx, id, {requestHash, responseBody: fresh}, expiresAt)) as Outcome<T>;
    });
    if ('error' in outcome) {
      throw new DomainError(outcome.error.code, outcome.error.message, outcome.error.details);
    }
    return outcome.result;
  }

  /** Keyed: whoever reads the table must not be able to guess passwords or people out of it. */
  private hashOf({method, path, body}: IdempotentRequest): Buffer {
    return createHmac('sha256', this.hashKey)
      .update(JSON.stringify([method, path, body]))
      .digest();
  }

  private async attempt<T>(tx: Transaction, work: (tx: Transaction) => Promise<T>): Promise<Outcome<T>> {
    try {
      return {result: await tx.savepoint(() => work(tx))};
    } catch (thrown) {
      const error = thrown instanceof DomainError ? thrown : toDomainError(thrown);
      if (error === undefined) throw thrown;
      const {code, message, details} = error;
      return {error: {code, message, ...(details ? {details} : {})}};
    }
  }
}

type Outcome<T> = {result: T} | {error: RememberedError};

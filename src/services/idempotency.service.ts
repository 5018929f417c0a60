import {createHmac} from 'node:crypto';
import {BindingScope, inject, injectable} from '@loopback/core';
import type {Config} from '../config';
import type {Database, Transaction} from '../database/database';
import {DomainError, type ErrorCode, validationFailed} from '../domain/errors';
import {AppBindings, type Clock} from '../keys';
import {toDomainError} from '../repositories/constraint-errors';
import type {IdempotencyKeyId, IdempotencyKeyRepository} from '../repositories/idempotency-key.repository';

const REMEMBER_MS = 24 * 60 * 60 * 1000;
/** Keys of the public; each member of staff has a scope of their own. */
const PUBLIC_SCOPE = 'public';
const MAX_KEY_LENGTH = 255;

/** What makes two requests the same one. */
export interface IdempotentRequest {
  /** The Idempotency-Key header; undefined: the request is not remembered. */
  key: string | undefined;
  /** Whose keys they are; default: everybody's. */
  scope?: string;
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
    return (await this.keys.findLive(this.database, {scope: PUBLIC_SCOPE, key}, this.clock())) !== undefined;
  }

  /**
   * Runs the work in a transaction, once per key. Its result is remembered in that same transaction, the domain error it
   * threw in the next one; anything else that it throws (a 5xx) leaves no trace, so the request may be tried again.
   * The result must survive JSON.
   * @throws DomainError IDEMPOTENCY_KEY_REUSED for another request under the key, REQUEST_IN_PROGRESS for a twin
   */
  async once<T>(request: IdempotentRequest, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const {key} = request;
    if (key === undefined) return this.database.inTransaction(work);
    const id = idOf(key, request);
    const requestHash = this.hashOf(request);
    const outcome = await this.database
      .inTransaction(tx =>
        this.answer<T>(tx, id, requestHash, async () => ({result: await refusable(work(tx))})),
      )
      .catch((thrown: unknown) => {
        if (!(thrown instanceof Refusal)) throw thrown;
        // What the work wrote is undone with its transaction. Who came in between has the last word.
        return this.database.inTransaction(tx =>
          this.answer<T>(tx, id, requestHash, async () => thrown.outcome),
        );
      });
    if ('error' in outcome) {
      throw new DomainError(outcome.error.code, outcome.error.message, outcome.error.details);
    }
    return outcome.result;
  }

  /**
   * The same in the caller's transaction, which a refusal undoes: so none is remembered.
   * @throws DomainError as `once`
   */
  async onceWithin<T>(tx: Transaction, request: IdempotentRequest, work: () => Promise<T>): Promise<T> {
    const {key} = request;
    if (key === undefined) return work();
    const make = async () => ({result: await work()});
    const outcome = await this.answer<T>(tx, idOf(key, request), this.hashOf(request), make);
    return (outcome as {result: T}).result;
  }

  /** The answer that the key has, or else the one that it gets now. */
  private async answer<T>(
    tx: Transaction,
    id: IdempotencyKeyId,
    requestHash: Buffer,
    make: () => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    if (!(await this.keys.claim(tx, id))) {
      throw new DomainError('REQUEST_IN_PROGRESS', 'A request with this Idempotency-Key is being answered');
    }
    const now = this.clock();
    const known = await this.keys.findLive(tx, id, now);
    if (known !== undefined) {
      if (known.requestHash.equals(requestHash)) return known.responseBody as Outcome<T>;
      throw new DomainError('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key belongs to a different request');
    }
    const expiresAt = new Date(now.getTime() + REMEMBER_MS);
    const remembered = {requestHash, responseBody: await make()};
    return (await this.keys.remember(tx, id, remembered, expiresAt)) as Outcome<T>;
  }

  /** Keyed: whoever reads the table must not be able to guess passwords or people out of it. */
  private hashOf({method, path, body}: IdempotentRequest): Buffer {
    return createHmac('sha256', this.hashKey)
      .update(JSON.stringify([method, path, body]))
      .digest();
  }
}

/** @throws DomainError VALIDATION_FAILED for a key that nobody would choose */
function idOf(key: string, {scope = PUBLIC_SCOPE}: IdempotentRequest): IdempotencyKeyId {
  if (key.length === 0 || key.length > MAX_KEY_LENGTH) {
    throw validationFailed([
      {path: 'Idempotency-Key', message: `must have 1 to ${MAX_KEY_LENGTH} characters`},
    ]);
  }
  return {scope, key};
}

type Outcome<T> = {result: T} | {error: RememberedError};

/** Work that was refused for a reason: the answer that is remembered. */
class Refusal extends Error {
  constructor(readonly outcome: {error: RememberedError}) {
    super(outcome.error.message);
  }
}

async function refusable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    const error = thrown instanceof DomainError ? thrown : toDomainError(thrown);
    if (error === undefined) throw thrown;
    const {code, message, details} = error;
    throw new Refusal({error: {code, message, ...(details ? {details} : {})}});
  }
}

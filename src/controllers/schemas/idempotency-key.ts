import type {ErrorCode} from '../../domain/errors';

/** Rule 18: `@param(idempotencyKeyParameter) key?: string`, on every public POST that creates something. */
export const idempotencyKeyParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The same key and body again within 24 hours: the same answer, and nothing happens twice',
  schema: {type: 'string', minLength: 1, maxLength: 255},
} as const;

/** Codes that a request with a key can fail with. */
export const IDEMPOTENCY_FAILURES: readonly ErrorCode[] = ['IDEMPOTENCY_KEY_REUSED', 'REQUEST_IN_PROGRESS'];

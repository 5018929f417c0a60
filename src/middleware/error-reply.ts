import {HttpErrors} from '@loopback/rest';
import {isDatabaseUnavailable} from '../database/unavailable';
import {DomainError, type ErrorCode, type FieldProblem} from '../domain/errors';
import {toDomainError} from '../repositories/constraint-errors';
import {HTTP_STATUS} from './http-status';

/** Codes of what goes wrong before, or beneath, any rule of the domain. */
export type FrameworkErrorCode =
  | 'BAD_REQUEST'
  | 'DATABASE_UNAVAILABLE'
  | 'INTERNAL_ERROR'
  | 'INVALID_PARAMETER'
  | 'MALFORMED_JSON'
  | 'METHOD_NOT_ALLOWED'
  | 'NOT_ALLOWED'
  | 'NOT_AUTHENTICATED'
  | 'NOT_FOUND'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNKNOWN_PARAMETER'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'VALIDATION_FAILED';

/** What a client is told of an error: LoopBack's shape with a stable code. */
export interface ErrorReply {
  statusCode: number;
  name: string;
  message: string;
  code: ErrorCode | FrameworkErrorCode;
  details?: unknown;
  /** Seconds for the Retry-After header. */
  retryAfterS?: number;
}

const DATABASE_RETRY_S = 2;
const TWIN_RETRY_S = 1;

/** Turns whatever was thrown into a reply: the one place where errors become HTTP. */
export function errorReply(thrown: unknown): ErrorReply {
  const error = toDomainError(thrown) ?? thrown;
  if (error instanceof DomainError) return fromDomain(error);
  if (isDatabaseUnavailable(error)) {
    return {
      statusCode: 503,
      name: 'ServiceUnavailableError',
      code: 'DATABASE_UNAVAILABLE',
      message: 'The service is not available at the moment: try again shortly',
      retryAfterS: DATABASE_RETRY_S,
    };
  }
  return fromFramework(error) ?? internal();
}

function fromDomain(error: DomainError): ErrorReply {
  const {retryAfterS, ...details} = (error.details ?? {}) as {retryAfterS?: number};
  return {
    statusCode: HTTP_STATUS[error.code],
    name: 'DomainError',
    code: error.code,
    message: error.message,
    ...(Object.keys(details).length > 0 ? {details} : {}),
    ...(error.code === 'REQUEST_IN_PROGRESS' ? {retryAfterS: TWIN_RETRY_S} : {}),
    ...(retryAfterS === undefined ? {} : {retryAfterS}),
  };
}

interface FrameworkError extends Error {
  statusCode?: number;
  status?: number;
  code?: string;
  type?: string;
  details?: {path?: string; instancePath?: string; message: string; info?: {additionalProperty?: string}}[];
}

const BY_STATUS: Readonly<Record<number, [code: FrameworkErrorCode, message: string]>> = {
  401: ['NOT_AUTHENTICATED', 'Sign in first: send Authorization: Bearer'],
  403: ['NOT_ALLOWED', 'This is not for you'],
  404: ['NOT_FOUND', 'There is nothing here'],
  405: ['METHOD_NOT_ALLOWED', 'This method is not for this address'],
  413: ['PAYLOAD_TOO_LARGE', 'The body is larger than 100 kB'],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json'],
  422: ['VALIDATION_FAILED', 'The request is not valid: see details.problems'],
};

/** Errors of the framework and its body parser, which carry a status of their own. */
function fromFramework(error: unknown): ErrorReply | undefined {
  if (!(error instanceof Error)) return undefined;
  // The router met an address with a percent sign that stands for no character.
  if (error instanceof URIError) return fromFramework(new HttpErrors.BadRequest());
  const {statusCode, status = statusCode ?? 0, details} = error as FrameworkError;
  if (status < 400 || status >= 500) return undefined;
  const [code, message] = BY_STATUS[status] ?? badRequest(error);
  return {
    statusCode: status,
    name: 'RequestError',
    code,
    message,
    ...(status === 422 ? {details: {problems: (details ?? []).map(problemOf)}} : {}),
  };
}

function badRequest({code, type, message}: FrameworkError): [code: FrameworkErrorCode, message: string] {
  if (code === 'UNKNOWN_PARAMETER') return [code, message];
  if (code === 'INVALID_PARAMETER_VALUE' || code === 'MISSING_REQUIRED_PARAMETER') {
    return ['INVALID_PARAMETER', message];
  }
  if (type === 'entity.parse.failed' || message.includes('JSON')) {
    return ['MALFORMED_JSON', 'The body is no well-formed JSON'];
  }
  return ['BAD_REQUEST', 'The request is not understood'];
}

function problemOf(detail: NonNullable<FrameworkError['details']>[number]): FieldProblem {
  const extra = detail.info?.additionalProperty;
  return {
    path: `${detail.path ?? detail.instancePath ?? ''}${extra === undefined ? '' : `/${extra}`}`,
    message: extra === undefined ? detail.message : 'is not known here',
  };
}

function internal(): ErrorReply {
  return {
    statusCode: 500,
    name: 'InternalServerError',
    code: 'INTERNAL_ERROR',
    message: 'Something went wrong on our side; the request id helps us find it',
  };
}

import {isDatabaseUnavailable} from '../database/unavailable';
import {DomainError, type FieldProblem} from '../domain/errors';
import {toDomainError} from '../repositories/constraint-errors';
import {HTTP_STATUS} from './http-status';

/** What a client is told of an error: LoopBack's shape with a stable code. */
export interface ErrorReply {
  statusCode: number;
  name: string;
  message: string;
  code: string;
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

/** Errors of the framework and its body parser, which carry a status of their own. */
function fromFramework(error: unknown): ErrorReply | undefined {
  if (!(error instanceof Error)) return undefined;
  const {statusCode, status, code, type, details, message} = error as FrameworkError;
  const httpStatus = statusCode ?? status;
  if (httpStatus === undefined || httpStatus < 400 || httpStatus >= 500) return undefined;
  if (httpStatus === 422)
    return {
      ...plain(422, 'VALIDATION_FAILED', 'The request is not valid: see details.problems'),
      details: {problems: (details ?? []).map(problemOf)},
    };
  if (httpStatus === 413) return plain(413, 'PAYLOAD_TOO_LARGE', 'The body is larger than 100 kB');
  if (httpStatus === 415) return plain(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json');
  if (httpStatus === 401) return plain(401, 'NOT_AUTHENTICATED', 'Sign in first: send Authorization: Bearer');
  if (httpStatus === 403) return plain(403, 'NOT_ALLOWED', 'This is not for you');
  if (httpStatus === 404) return plain(404, 'NOT_FOUND', 'There is nothing here');
  if (httpStatus === 405) return plain(405, 'METHOD_NOT_ALLOWED', 'This method is not for this address');
  if (type === 'entity.parse.failed' || /JSON/.test(message))
    return plain(400, 'MALFORMED_JSON', 'The body is no well-formed JSON');
  if (
    code === 'UNKNOWN_PARAMETER' ||
    code === 'INVALID_PARAMETER_VALUE' ||
    code === 'MISSING_REQUIRED_PARAMETER'
  ) {
    return plain(400, code === 'UNKNOWN_PARAMETER' ? code : 'INVALID_PARAMETER', message);
  }
  return plain(httpStatus, 'BAD_REQUEST', 'The request is not understood');
}

function problemOf(detail: NonNullable<FrameworkError['details']>[number]): FieldProblem {
  const extra = detail.info?.additionalProperty;
  return {
    path: `${detail.path ?? detail.instancePath ?? ''}${extra === undefined ? '' : `/${extra}`}`,
    message: extra === undefined ? detail.message : 'is not known here',
  };
}

function plain(statusCode: number, code: string, message: string): ErrorReply {
  return {statusCode, name: 'RequestError', code, message};
}

function internal(): ErrorReply {
  return {
    statusCode: 500,
    name: 'InternalServerError',
    code: 'INTERNAL_ERROR',
    message: 'Something went wrong on our side; the request id helps us find it',
  };
}

import {randomUUID} from 'node:crypto';
import type {IncomingMessage, ServerResponse} from 'node:http';

const HEADER = 'X-Request-Id';

/** Gives the response its id: the caller's own when it is a plausible one, else a new one. */
export function assignRequestId(request: IncomingMessage, response: ServerResponse): string {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && /^[\w.:-]{8,64}$/.test(given) ? given : randomUUID();
  response.setHeader(HEADER, id);
  return id;
}

export function requestIdOf(response: ServerResponse): string {
  return String(response.getHeader(HEADER) ?? '');
}

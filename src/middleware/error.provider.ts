import {BindingScope, inject, injectable, type Provider} from '@loopback/core';
import type {HandlerContext, Reject} from '@loopback/rest';
import {AppBindings} from '../keys';
import type {Logger} from '../logger';
import {errorReply} from './error-reply';
import {requestIdOf} from './request-id';

/** Answers a request that failed: LoopBack's error shape plus the request id; only 5xx are logged with their cause. */
@injectable({scope: BindingScope.SINGLETON})
export class ErrorProvider implements Provider<Reject> {
  constructor(@inject(AppBindings.LOGGER) private readonly logger: Logger) {}

  value(): Reject {
    return ({response}: HandlerContext, error: Error) => {
      const {retryAfterS, ...reply} = errorReply(error);
      const requestId = requestIdOf(response);
      if (reply.statusCode >= 500 && !hasReaderGone(error))
        this.logger.error({err: error, requestId}, 'request failed');
      if (response.headersSent) {
        response.destroy(error);
        return;
      }
      // A file was announced, and an error comes instead.
      response.removeHeader('Content-Disposition');
      if (retryAfterS !== undefined) response.setHeader('Retry-After', String(retryAfterS));
      if (reply.statusCode === 401) response.setHeader('WWW-Authenticate', 'Bearer');
      response.statusCode = reply.statusCode;
      response.setHeader('Content-Type', 'application/json; charset=utf-8');
      response.end(JSON.stringify({error: {...reply, requestId}}));
    };
  }
}

/** Somebody stopped a download: nothing of ours failed, and the request's line in the log says that it was aborted. */
function hasReaderGone(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

import {BindingScope, inject, injectable, type Provider} from '@loopback/core';
import {
  asMiddleware,
  ControllerRoute,
  type Middleware,
  RestBindings,
  RestMiddlewareGroups,
  RestTags,
} from '@loopback/rest';
import {AppBindings} from '../keys';
import type {Logger} from '../logger';
import {Metrics} from '../services/metrics.service';
import {assignRequestId} from './request-id';

/** Outermost: gives each request its id, and writes one line and one measurement when it has been answered. */
@injectable(
  asMiddleware({
    group: 'requestLog',
    downstreamGroups: [RestMiddlewareGroups.SEND_RESPONSE],
    chain: RestTags.REST_MIDDLEWARE_CHAIN,
  }),
  {scope: BindingScope.SINGLETON},
)
export class RequestLogMiddleware implements Provider<Middleware> {
  constructor(
    @inject(AppBindings.LOGGER) private readonly logger: Logger,
    @inject('services.Metrics') private readonly metrics: Metrics,
  ) {}

  value(): Middleware {
    return async (ctx, next) => {
      const {request, response} = ctx;
      const startedAt = process.hrtime.bigint();
      const requestId = assignRequestId(request, response);
      response.once('close', () => {
        const durationMs = Number(process.hrtime.bigint() - startedAt) / 1e6;
        const route = ctx.getSync(RestBindings.Operation.ROUTE, {optional: true});
        this.metrics.observeRequest(
          request.method,
          // Other routes carry the address as it was asked for: a new measurement for each that anybody makes up.
          route instanceof ControllerRoute ? route.path : 'none',
          response.statusCode,
          durationMs / 1000,
        );
        this.logger.info(
          {
            requestId,
            method: request.method,
            // Without the query: people's names and addresses are searched for there.
            path: request.path,
            status: response.statusCode,
            durationMs: Math.round(durationMs * 10) / 10,
            ...(response.writableFinished ? {} : {aborted: true}),
          },
          'request',
        );
      });
      return next();
    };
  }
}

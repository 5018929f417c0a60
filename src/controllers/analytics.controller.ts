import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param, post, type Request, type Response, RestBindings, requestBody} from '@loopback/rest';
import {SecurityBindings} from '@loopback/security';
import {allow, type Principal, publicRoute, type VisitorPrincipal} from '../access';
import type {Period} from '../domain/report-range';
import type {AnalyticsService, AnalyticsView} from '../services/analytics.service';
import {visitorOf} from '../services/visitor';
import {
  type AnalyticsEventsBody,
  analyticsEventsSchema,
  analyticsReportSchema,
  eventsAcceptedSchema,
} from './schemas/analytics.schemas';
import {json} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {IDEMPOTENCY_FAILURES, idempotencyKeyParameter} from './schemas/idempotency-key';
import {periodParameter, rangeParameters} from './schemas/report.schemas';
import {body} from './schemas/request-body';

const {from, to} = rangeParameters;

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class AnalyticsController {
  constructor(@inject('services.AnalyticsService') private readonly analytics: AnalyticsService) {}

  @publicRoute({optionalUser: true})
  @post('/api/analytics/events', {
    tags: ['Analytics'],
    summary: 'Report what a visitor did, several events at once',
    description:
      'For the pages of the booking front-end. The address of the caller is kept as a network only. With a bearer token the ' +
      'events are those of its user.',
    responses: {
      202: json('All of them are counted', eventsAcceptedSchema),
      ...errorReplies(...IDEMPOTENCY_FAILURES, 'NOT_AUTHENTICATED'),
    },
  })
  async record(
    @requestBody(body(analyticsEventsSchema)) {events}: AnalyticsEventsBody,
    @inject(SecurityBindings.USER) principal: Principal | VisitorPrincipal,
    @inject(RestBindings.Http.REQUEST) request: Request,
    @inject(RestBindings.Http.RESPONSE) response: Response,
    @param(idempotencyKeyParameter) key?: string,
  ): Promise<{accepted: number}> {
    const userId = principal.kind === 'user' ? principal.id : null;
    const visitor = visitorOf(request.ip, request.get('user-agent'), userId);
    const accepted = await this.analytics.record(events, visitor, key);
    response.status(202);
    return {accepted};
  }

  @get('/api/admin/analytics', {
    tags: ['Staff: reports'],
    summary: 'Visits, the way from course to booking, sources and devices',
    responses: {
      200: json('What visitors did', analyticsReportSchema),
      ...errorReplies('VALIDATION_FAILED'),
    },
  })
  report(
    @param(from) fromDay?: string,
    @param(to) toDay?: string,
    @param(periodParameter) groupBy: Period = 'day',
  ): Promise<AnalyticsView> {
    return this.analytics.report({from: fromDay, to: toDay, groupBy});
  }
}

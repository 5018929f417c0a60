import {BindingScope, inject, injectable} from '@loopback/core';
import {post, type Response, RestBindings, requestBody} from '@loopback/rest';
import {allow} from '../access';
import type {Actor} from '../repositories/admin-activity-log.repository';
import type {ScheduleSeriesService, SeriesMade, SeriesPreview} from '../services/schedule-series.service';
import {actor} from './actor';
import {json} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {body} from './schemas/request-body';
import {
  type SeriesPreviewBody,
  type SeriesRequestBody,
  seriesMadeSchema,
  seriesPreviewRequestSchema,
  seriesPreviewSchema,
  seriesRequestSchema,
} from './schemas/schedule-series.schemas';

const TAGS = ['Staff: schedules'];
const path = '/api/admin/schedules';

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class ScheduleSeriesController {
  constructor(@inject('services.ScheduleSeriesService') private readonly series: ScheduleSeriesService) {}

  @post(`${path}/series/preview`, {
    tags: TAGS,
    summary: 'The dates of a recurring course and what stands in their way; nothing is planned',
    responses: {
      200: json('Each date with its conflicts', seriesPreviewSchema),
      ...errorReplies('VALIDATION_FAILED', 'COURSE_NOT_FOUND', 'VENUE_NOT_FOUND', 'INSTRUCTOR_NOT_FOUND'),
    },
  })
  preview(@requestBody(body(seriesPreviewRequestSchema)) request: SeriesPreviewBody): Promise<SeriesPreview> {
    return this.series.preview(request);
  }

  @post(`${path}/series`, {
    tags: TAGS,
    summary: 'Plan a recurring course: all of its dates as drafts, or none',
    responses: {
      201: json('The schedules that were made, and the dates that were skipped', seriesMadeSchema),
      ...errorReplies(
        'VALIDATION_FAILED',
        'COURSE_NOT_FOUND',
        'VENUE_NOT_FOUND',
        'INSTRUCTOR_NOT_FOUND',
        'VENUE_CONFLICT',
        'INSTRUCTOR_CONFLICT',
        'VENUE_TOO_SMALL',
      ),
    },
  })
  async create(
    @requestBody(body(seriesRequestSchema)) request: SeriesRequestBody,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<SeriesMade> {
    const made = await this.series.create(request, by);
    response.status(201).location(`${path}?seriesId=${made.seriesId}`);
    return made;
  }
}

import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param, type Response, RestBindings} from '@loopback/rest';
import {allow} from '../access';
import type {Grouping} from '../domain/report-range';
import {REPORTS, type ReportName} from '../domain/reports';
import type {ReportService, ReportView} from '../services/report.service';
import {json} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {groupByParameter, rangeParameters, reportSchema, titleOf} from './schemas/report.schemas';

const {from, to} = rangeParameters;

/** The base class of a report's controller: as JSON, and as CSV with the total as its last line. */
function reportController(report: ReportName) {
  const {title, definition} = REPORTS[report];
  const path = `/api/admin/reports/${report}`;
  const operation = {tags: ['Staff: reports'], description: definition};
  const failures = errorReplies('VALIDATION_FAILED');

  class ReportController {
    constructor(@inject('services.ReportService') private readonly reports: ReportService) {}

    @get(path, {
      ...operation,
      summary: `${title} by time, course, venue or instructor`,
      operationId: `report${titleOf(report)}`,
      responses: {200: json('The report', reportSchema(report)), ...failures},
    })
    read(
      @param(from) fromDay?: string,
      @param(to) toDay?: string,
      @param(groupByParameter) groupBy: Grouping = 'day',
    ): Promise<ReportView> {
      return this.reports.read(report, {from: fromDay, to: toDay, groupBy});
    }

    @get(`${path}.csv`, {
      ...operation,
      summary: `${title} by time, course, venue or instructor, as CSV`,
      operationId: `export${titleOf(report)}Report`,
      responses: {
        200: {description: 'CSV, UTF-8', content: {'text/csv': {schema: {type: 'string'}}}},
        ...failures,
      },
    })
    async exportCsv(
      @inject(RestBindings.Http.RESPONSE) response: Response,
      @param(from) fromDay?: string,
      @param(to) toDay?: string,
      @param(groupByParameter) groupBy: Grouping = 'day',
    ): Promise<Response> {
      const view = await this.reports.read(report, {from: fromDay, to: toDay, groupBy});
      const name = `${report}-${view.from}-${view.to}-by-${groupBy}.csv`;
      response.setHeader('Content-Disposition', `attachment; filename="${name}"`);
      response.type('text/csv');
      await this.reports.writeCsv(report, view, response);
      return response;
    }
  }
  return ReportController;
}

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class BookingsReportController extends reportController('bookings') {}

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class RevenueReportController extends reportController('revenue') {}

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class OccupancyReportController extends reportController('occupancy') {}

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class CancellationsReportController extends reportController('cancellations') {}

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class NoShowsReportController extends reportController('no-shows') {}

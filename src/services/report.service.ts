import {BindingScope, inject, injectable} from '@loopback/core';
import {type DayRange, type Grouping, reportRange} from '../domain/report-range';
import {type Figures, figuresOf, REPORTS, type ReportName, totalOf} from '../domain/reports';
import {AppBindings, type Clock} from '../keys';
import type {ReportRepository} from '../repositories/report.repository';

/** A row's own figures stand beside its key and label. */
export type ReportRowView = {key: string; label: string} & Figures;

export interface ReportView extends DayRange {
  definition: string;
  groupBy: Grouping;
  rows: ReportRowView[];
  total: Figures;
}

export interface ReportQuery extends Partial<DayRange> {
  groupBy: Grouping;
}

/** What became of bookings and money, added up from their rows whenever somebody asks. */
@injectable({scope: BindingScope.SINGLETON})
export class ReportService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject('repositories.ReportRepository') private readonly reports: ReportRepository,
  ) {}

  /** @throws DomainError VALIDATION_FAILED for days that do not exist, or too many of them */
  async read(report: ReportName, {groupBy, ...asked}: ReportQuery): Promise<ReportView> {
    const now = this.clock();
    const range = reportRange(asked, groupBy, now);
    const rows = await this.reports.rows(report, range, groupBy, now);
    return {
      definition: REPORTS[report].definition,
      ...range,
      groupBy,
      rows: rows.map(({key, label, sums}) => ({key, label, ...figuresOf(report, sums)}) as ReportRowView),
      total: totalOf(
        report,
        rows.map(({sums}) => sums),
      ),
    };
  }

  /** A report's total and nothing else. */
  async total(report: ReportName, range: DayRange): Promise<Figures> {
    return figuresOf(report, await this.reports.sums(report, range, this.clock()));
  }
}

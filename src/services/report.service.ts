import type {Writable} from 'node:stream';
import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {type DayRange, type Grouping, reportRange} from '../domain/report-range';
import {type Figures, figuresOf, penceOf, REPORTS, type ReportName, totalOf} from '../domain/reports';
import {AppBindings, type Clock} from '../keys';
import type {ReportRepository} from '../repositories/report.repository';
import type {ReportDayRepository} from '../repositories/report-day.repository';
import type {CsvService} from './csv.service';

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

/** What became of bookings and money, added up by day. */
@injectable({scope: BindingScope.SINGLETON})
export class ReportService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.ReportRepository') private readonly reports: ReportRepository,
    @inject('repositories.ReportDayRepository') private readonly days: ReportDayRepository,
    @inject('services.CsvService') private readonly csv: CsvService,
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

  /** Adds up every stale day, some of them per transaction. */
  async refreshDays(): Promise<void> {
    while ((await this.database.inTransaction(tx => this.days.refresh(tx))) > 0);
  }

  /** The rows and, as the last line, their total. */
  writeCsv(report: ReportName, {rows, total}: ReportView, to: Writable): Promise<void> {
    const figures = Object.entries(REPORTS[report].figures);
    const lines = [...rows, {key: 'total', label: 'Total', ...total}].map(row => {
      const amounts = figures
        .filter(([, figure]) => figure === 'money')
        .map(([name]) => [name, penceOf(String((row as Figures)[name]))]);
      return {...row, ...Object.fromEntries(amounts)};
    });
    return this.csv.writeRows(['key', 'label', ...figures.map(([name]) => name)], lines, to);
  }

  /** A report's total and nothing else. */
  async total(report: ReportName, range: DayRange): Promise<Figures> {
    return figuresOf(report, await this.reports.sums(report, range, this.clock()));
  }
}

import {BindingScope, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import type {SessionTemplate} from '../domain/recurrence';
import {ScheduleSeries} from '../models/schedule-series.model';
import {tableRepository} from './table.repository';

export interface NewSeries {
  rule: string;
  startsOn: string;
  excludedDays: string[];
  sessions: SessionTemplate[];
}

@injectable({scope: BindingScope.SINGLETON})
export class ScheduleSeriesRepository extends tableRepository<ScheduleSeries, ScheduleSeries['id']>(
  ScheduleSeries,
) {
  async insert(
    tx: Transaction,
    {rule, startsOn, excludedDays, sessions}: NewSeries,
    createdBy: number,
  ): Promise<number> {
    const [row] = await tx.rows<{id: number}>(
      `insert into schedule_series (rule, starts_on, excluded_days, session_template, created_by)
       values (:rule, :startsOn, :excludedDays, :sessions, :createdBy) returning id`,
      {
        rule,
        startsOn,
        excludedDays: JSON.stringify(excludedDays),
        sessions: JSON.stringify(sessions),
        createdBy,
      },
    );
    if (row === undefined) throw new Error('the insert of a series returned no row');
    return row.id;
  }
}

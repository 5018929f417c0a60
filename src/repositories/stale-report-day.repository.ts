import {BindingScope, injectable} from '@loopback/core';
import {StaleReportDay} from '../models/stale-report-day.model';
import {tableRepository} from './table.repository';

@injectable({scope: BindingScope.SINGLETON})
export class StaleReportDayRepository extends tableRepository<StaleReportDay, StaleReportDay['id']>(
  StaleReportDay,
) {}

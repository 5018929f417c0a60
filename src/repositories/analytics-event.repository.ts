import {BindingScope, injectable} from '@loopback/core';
import {AnalyticsEvent} from '../models/analytics-event.model';
import {tableRepository} from './table.repository';

@injectable({scope: BindingScope.SINGLETON})
export class AnalyticsEventRepository extends tableRepository<AnalyticsEvent, AnalyticsEvent['id']>(
  AnalyticsEvent,
) {}

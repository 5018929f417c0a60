import {Entity, model, property} from '@loopback/repository';
import {ANALYTICS_DIMENSIONS, type AnalyticsDimension} from '../domain/analytics';
import {integer, table} from './columns';

/** What visitors did on one day of the company's calendar, in one respect; kept when the events are gone. */
@model(table('analytics_days'))
export class AnalyticsDay extends Entity {
  @property({type: 'string', id: 1, postgresql: {columnName: 'day', dataType: 'date', nullable: 'NO'}})
  day: string;
  @property({
    type: 'string',
    id: 2,
    jsonSchema: {enum: [...ANALYTICS_DIMENSIONS]},
    postgresql: {columnName: 'dimension', dataType: 'character varying', dataLength: 20, nullable: 'NO'},
  })
  dimension: AnalyticsDimension;
  @property({
    type: 'string',
    id: 3,
    postgresql: {columnName: 'key', dataType: 'character varying', dataLength: 300, nullable: 'NO'},
  })
  key: string;
  @integer() visits: number;
  @integer() pageViews: number;
  @integer() bookings: number;
}

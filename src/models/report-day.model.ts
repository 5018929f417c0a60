import {Entity, model, property} from '@loopback/repository';
import {REPORT_THINGS, type ReportThing} from '../domain/report-range';
import {integer, money, table} from './columns';

/** What one day of the company's calendar came to: over everything, or for one course, venue or instructor. */
@model(table('report_days'))
export class ReportDay extends Entity {
  @property({
    type: 'string',
    id: 1,
    jsonSchema: {enum: [...REPORT_THINGS]},
    postgresql: {columnName: 'thing', dataType: 'character varying', dataLength: 20, nullable: 'NO'},
  })
  thing: ReportThing;
  @property({type: 'string', id: 2, postgresql: {columnName: 'day', dataType: 'date', nullable: 'NO'}})
  day: string;
  /** 0 for none, and for everything. */
  @property({
    type: 'number',
    id: 3,
    postgresql: {columnName: 'thing_id', dataType: 'integer', nullable: 'NO'},
  })
  thingId: number;
  @integer() bookings: number;
  @integer() bookedSeats: number;
  @money() bookedValue: string;
  @money() charges: string;
  @money() refunds: string;
  @integer() cancellations: number;
  @integer() cancelledSeats: number;
  @money() cancelledValue: string;
  @integer() expiredHolds: number;
}

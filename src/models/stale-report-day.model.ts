import {Entity, model} from '@loopback/repository';
import {day, identity, table} from './columns';

/** A day whose bookings or payments were changed since it was added up. */
@model(table('stale_report_days'))
export class StaleReportDay extends Entity {
  @identity('bigint') id: number;
  @day() day: string;
}

import {Entity, model, property} from '@loopback/repository';
import {integer, table, timestamp} from './columns';

/** Hits of one subject in the running window of a limit. */
@model(table('rate_limits'))
export class RateLimit extends Entity {
  @property({
    type: 'string',
    id: 1,
    postgresql: {columnName: 'bucket', dataType: 'character varying', dataLength: 50, nullable: 'NO'},
  })
  bucket: string;
  @property({
    type: 'buffer',
    id: 2,
    postgresql: {columnName: 'subject', dataType: 'bytea', nullable: 'NO'},
  })
  subject: Buffer;
  @integer() hits: number;
  @timestamp() expiresAt: Date;
}

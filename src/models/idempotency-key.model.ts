import {Entity, model, property} from '@loopback/repository';
import {bytes, json, table, timestamp} from './columns';

/** The answer that a request with this key was given. */
@model(table('idempotency_keys'))
export class IdempotencyKey extends Entity {
  @property({
    type: 'string',
    id: 1,
    postgresql: {columnName: 'scope', dataType: 'character varying', dataLength: 50, nullable: 'NO'},
  })
  scope: string;
  @property({
    type: 'string',
    id: 2,
    postgresql: {columnName: 'key', dataType: 'character varying', dataLength: 255, nullable: 'NO'},
  })
  key: string;
  @bytes() requestHash: Buffer;
  @json() responseBody: object;
  @timestamp() createdAt: Date;
  @timestamp() expiresAt: Date;
}

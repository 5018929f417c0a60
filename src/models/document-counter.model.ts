import {Entity, model} from '@loopback/repository';
import {integer, key, table, varchar} from './columns';

/** The last number that was given to a document of a kind. */
@model(table('document_counters'))
export class DocumentCounter extends Entity {
  @key(20) kind: string;
  @varchar(10) prefix: string;
  @integer() lastNumber: number;
}

import {Entity, model} from '@loopback/repository';
import {integer, jsonArray, key, reference, table, text, timestamp} from './columns';
import {User} from './user.model';

/** A value that staff may change without a deployment. */
@model(table('settings'))
export class Setting extends Entity {
  @key(100) key: string;
  @jsonArray() value: unknown;
  @text() description: string;
  @timestamp() updatedAt: Date;
  @integer() version: number;
  @reference(() => User, 'editor', {nullable: true}) updatedBy?: number | null;
}

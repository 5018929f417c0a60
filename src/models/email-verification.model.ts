import {Entity, model} from '@loopback/repository';
import {identity, reference, table, timestamp} from './columns';
import {User} from './user.model';

/** A link that proves an email address; usable once. */
@model(table('email_verifications'))
export class EmailVerification extends Entity {
  @identity('bigint') id: number;
  @reference(() => User, 'user') userId: number;
  @timestamp() expiresAt: Date;
  @timestamp({nullable: true}) usedAt?: Date | null;
  @timestamp() createdAt: Date;
}

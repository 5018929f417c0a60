import {Entity, model} from '@loopback/repository';
import {identity, reference, table, timestamp} from './columns';
import {User} from './user.model';

/** A link to set a new password; usable once. */
@model(table('password_resets'))
export class PasswordReset extends Entity {
  @identity('bigint') id: number;
  @reference(() => User, 'user') userId: number;
  @timestamp() expiresAt: Date;
  @timestamp({nullable: true}) usedAt?: Date | null;
  @timestamp() createdAt: Date;
}

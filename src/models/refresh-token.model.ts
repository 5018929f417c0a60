import {Entity, model} from '@loopback/repository';
import {bytes, identity, reference, table, timestamp, uuid} from './columns';
import {User} from './user.model';

/** One use of a sign-in; a family is one sign-in. */
@model(table('refresh_tokens'))
export class RefreshToken extends Entity {
  @identity('bigint') id: number;
  @reference(() => User, 'user') userId: number;
  @uuid() familyId: string;
  @bytes() tokenHash: Buffer;
  @timestamp() expiresAt: Date;
  @timestamp({nullable: true}) usedAt?: Date | null;
  @timestamp({nullable: true}) revokedAt?: Date | null;
  @timestamp() createdAt: Date;
}

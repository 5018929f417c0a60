import {Entity, hasMany, model} from '@loopback/repository';
import {CancellationPolicyTier} from './cancellation-policy-tier.model';
import {bool, identity, integer, reference, table, timestamp, varchar} from './columns';
import {User} from './user.model';

/** How much of the price comes back, by days before the start. */
@model(table('cancellation_policies'))
export class CancellationPolicy extends Entity {
  @identity() id: number;
  @varchar(100) name: string;
  @bool() isDefault: boolean;
  @timestamp() createdAt: Date;
  @timestamp() updatedAt: Date;
  @integer() version: number;
  @reference(() => User, 'creator', {nullable: true}) createdBy?: number | null;
  @reference(() => User, 'editor', {nullable: true}) updatedBy?: number | null;
  @hasMany(() => CancellationPolicyTier, {keyTo: 'cancellationPolicyId'}) tiers?: CancellationPolicyTier[];
}

import {Entity, model, property} from '@loopback/repository';
import {integer, table, varchar} from './columns';

/** One step of a cancellation policy; its key is the policy and the days. */
@model(table('cancellation_policy_tiers'))
export class CancellationPolicyTier extends Entity {
  @property({
    type: 'number',
    id: 1,
    postgresql: {columnName: 'cancellation_policy_id', dataType: 'integer', nullable: 'NO'},
  })
  cancellationPolicyId: number;
  @property({
    type: 'number',
    id: 2,
    postgresql: {columnName: 'min_days_before', dataType: 'integer', nullable: 'NO'},
  })
  minDaysBefore: number;
  @integer() refundPercent: number;
  @varchar(100) name: string;
}

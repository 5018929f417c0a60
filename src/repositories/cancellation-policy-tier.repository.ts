import {BindingScope, injectable} from '@loopback/core';
import {CancellationPolicyTier} from '../models/cancellation-policy-tier.model';
import {tableRepository} from './table.repository';

@injectable({scope: BindingScope.SINGLETON})
export class CancellationPolicyTierRepository extends tableRepository<
  CancellationPolicyTier,
  Pick<CancellationPolicyTier, 'cancellationPolicyId' | 'minDaysBefore'>
>(CancellationPolicyTier) {}

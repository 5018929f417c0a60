import {BindingScope, injectable} from '@loopback/core';
import {CancellationPolicy} from '../models/cancellation-policy.model';
import {tableRepository} from './table.repository';

@injectable({scope: BindingScope.SINGLETON})
export class CancellationPolicyRepository extends tableRepository<
  CancellationPolicy,
  CancellationPolicy['id']
>(CancellationPolicy) {}

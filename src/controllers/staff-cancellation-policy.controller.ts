import {BindingScope, injectable} from '@loopback/core';
import {allow} from '../access';
import {cancellationPolicyList} from '../repositories/lists/cancellation-policy.list';
import {cancellationPolicies} from '../services/cancellation-policy-admin.service';
import {resourceController} from './resource.controller';
import {cancellationPolicySchemas} from './schemas/resource.schemas';

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffCancellationPolicyController extends resourceController({
  resource: cancellationPolicies,
  service: 'services.CancellationPolicyAdminService',
  path: '/api/admin/cancellation-policies',
  tag: 'Staff: cancellation policies',
  summary: 'Cancellation policies, by name',
  list: cancellationPolicyList,
  filters: {isDefault: {type: 'boolean'}},
  schemas: cancellationPolicySchemas,
  failures: ['POLICY_NAME_TAKEN'],
}) {}

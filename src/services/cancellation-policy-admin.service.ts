import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Transaction} from '../database/database';
import {type CancellationTier, checkTiers} from '../domain/cancellation';
import {DomainError, validationFailed} from '../domain/errors';
import {AppBindings} from '../keys';
import type {Actor, AdminActivityLogRepository} from '../repositories/admin-activity-log.repository';
import type {CancellationPolicyRepository} from '../repositories/cancellation-policy.repository';
import {
  cancellationPolicyList,
  type StaffCancellationPolicyRow,
} from '../repositories/lists/cancellation-policy.list';
import type {EditedRow} from '../repositories/lists/course.list';
import type {ResourceRepository} from '../repositories/resource.repository';
import {type Resource, type ResourceChange, ResourceService} from './resource.service';

export const cancellationPolicies: Resource<StaffCancellationPolicyRow> = {
  entity: 'cancellation_policy',
  notFound: 'CANCELLATION_POLICY_NOT_FOUND',
  table: 'cancellation_policies',
  list: cancellationPolicyList,
  writable: {name: 'name', isDefault: 'is_default', tiers: null},
  dependents: [],
  check({before, values}) {
    if (values.tiers !== undefined) checkTiers(values.tiers as unknown as CancellationTier[]);
    if (before?.isDefault && values.isDefault === false) {
      throw validationFailed([{path: '/isDefault', message: 'make another policy the default instead'}]);
    }
  },
};

/** Policies with their tiers. What was agreed with a booking is a copy, so an edit is for new bookings only. */
@injectable({scope: BindingScope.SINGLETON})
export class CancellationPolicyAdminService extends ResourceService {
  constructor(
    @inject(AppBindings.DATABASE) database: Database,
    @inject('repositories.ResourceRepository') resources: ResourceRepository,
    @inject('repositories.AdminActivityLogRepository') activity: AdminActivityLogRepository,
    @inject('repositories.CancellationPolicyRepository')
    private readonly policies: CancellationPolicyRepository,
  ) {
    super(database, resources, activity);
  }

  /** @throws DomainError IN_USE for the default policy */
  override async remove<Row extends EditedRow>(
    resource: Resource<Row>,
    id: number,
    version: number,
    actor: Actor,
  ): Promise<void> {
    const policy = (await this.read(resource, id)) as unknown as StaffCancellationPolicyRow;
    if (policy.isDefault) {
      throw new DomainError(
        'IN_USE',
        'New bookings are made under this policy: make another one the default first',
      );
    }
    await super.remove(resource, id, version, actor);
  }

  protected override async check<Row extends EditedRow>(
    tx: Transaction,
    resource: Resource<Row>,
    change: ResourceChange<Row>,
    actor: Actor,
  ): Promise<void> {
    await super.check(tx, resource, change, actor);
    if (change.values.isDefault === true) await this.policies.unsetDefault(tx, actor.adminId);
  }

  protected override async after<Row extends EditedRow>(
    tx: Transaction,
    _resource: Resource<Row>,
    {values, id}: ResourceChange<Row> & {id: number},
  ): Promise<void> {
    if (values.tiers === undefined) return;
    await this.policies.replaceTiers(tx, id, values.tiers as unknown as CancellationTier[]);
  }
}

import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {DomainError} from '../domain/errors';
import {AppBindings} from '../keys';
import type {Actor, AdminActivityLogRepository} from '../repositories/admin-activity-log.repository';
import type {PaymentProviderEventRepository} from '../repositories/payment-provider-event.repository';

/** What staff do about messages of the payment provider that somebody has to look at. */
@injectable({scope: BindingScope.SINGLETON})
export class PaymentEventAdminService {
  constructor(
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.PaymentProviderEventRepository')
    private readonly events: PaymentProviderEventRepository,
    @inject('repositories.AdminActivityLogRepository') private readonly activity: AdminActivityLogRepository,
  ) {}

  /** @throws DomainError PAYMENT_EVENT_NOT_FOUND, also when nothing of it is open */
  async resolve(id: number, resolution: string, actor: Actor): Promise<void> {
    await this.database.inTransaction(async tx => {
      const note = await this.events.resolve(tx, id, resolution, actor.adminId);
      if (note === undefined) {
        throw new DomainError('PAYMENT_EVENT_NOT_FOUND', 'There is no such message that is still open');
      }
      await this.activity.append(tx, actor, {
        action: 'payment_event.resolved',
        entityType: 'payment_provider_event',
        entityId: id,
        oldValues: {note},
        newValues: {resolution},
      });
    });
  }
}

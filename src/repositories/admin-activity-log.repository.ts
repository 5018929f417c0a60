import {BindingScope, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import {AdminActivityLog} from '../models/admin-activity-log.model';
import {tableRepository} from './table.repository';

/** Who did it, and from where. */
export interface Actor {
  adminId: number;
  ipAddress: string | null;
  userAgent: string | null;
}

export interface Activity {
  /** Dotted, such as `booking.cancelled`. */
  action: string;
  entityType: string;
  /** Null: the entity has no number, such as the settings. */
  entityId: number | null;
  /** Only what changed, and never a secret. */
  oldValues: object | null;
  newValues: object | null;
}

@injectable({scope: BindingScope.SINGLETON})
export class AdminActivityLogRepository extends tableRepository<AdminActivityLog, AdminActivityLog['id']>(
  AdminActivityLog,
) {
  /** Rule 15: in the transaction of the change itself, so neither is ever there without the other. */
  async append(tx: Transaction, actor: Actor, activity: Activity): Promise<void> {
    await tx.rows(
      `insert into admin_activity_logs
         (admin_id, action, entity_type, entity_id, old_values, new_values, ip_address, user_agent)
       values (:adminId, :action, :entityType, :entityId, :oldValues, :newValues, :ipAddress, :userAgent)`,
      {
        ...actor,
        ...activity,
        oldValues: activity.oldValues === null ? null : JSON.stringify(activity.oldValues),
        newValues: activity.newValues === null ? null : JSON.stringify(activity.newValues),
      },
    );
  }
}

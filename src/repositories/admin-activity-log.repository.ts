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
  entityId: number;
  /** Only what changed, and never a secret. */
  oldValues: object | null;
  newValues: object | null;
}

export interface ActivityRow extends Activity {
  id: number;
  adminId: number;
  adminName: string;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: Date;
}

export interface ActivityFilter {
  adminId?: number;
  action?: string;
  entityType?: string;
  entityId?: number;
  beforeId?: number;
  limit: number;
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

  /** Newest first. */
  list(filter: ActivityFilter): Promise<ActivityRow[]> {
    return this.db
      .table<ActivityRow>('admin_activity_logs as l')
      .join('users as u', 'u.id', 'l.admin_id')
      .select({
        id: 'l.id',
        adminId: 'l.admin_id',
        action: 'l.action',
        entityType: 'l.entity_type',
        entityId: 'l.entity_id',
        oldValues: 'l.old_values',
        newValues: 'l.new_values',
        ipAddress: 'l.ip_address',
        userAgent: 'l.user_agent',
        createdAt: 'l.created_at',
      })
      .select(this.db.knex.raw(`u.first_name || ' ' || u.last_name as "adminName"`))
      .modify(query => {
        if (filter.adminId !== undefined) query.where('l.admin_id', filter.adminId);
        if (filter.action !== undefined) query.where('l.action', filter.action);
        if (filter.entityType !== undefined) query.where('l.entity_type', filter.entityType);
        if (filter.entityId !== undefined) query.where('l.entity_id', filter.entityId);
        if (filter.beforeId !== undefined) query.where('l.id', '<', filter.beforeId);
      })
      .orderBy('l.id', 'desc')
      .limit(filter.limit) as unknown as Promise<ActivityRow[]>;
  }
}

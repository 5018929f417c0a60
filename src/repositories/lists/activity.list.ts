import {equals, type ListDefinition} from '../list-query';
import {dayBegins} from './booking.list';

export interface ActivityRow {
  id: number;
  adminId: number;
  adminName: string;
  action: string;
  entityType: string;
  entityId: number | null;
  oldValues: object | null;
  newValues: object | null;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: Date;
}

export interface ActivityFilter {
  adminId?: number;
  action?: string;
  entityType?: string;
  entityId?: number;
  from?: string;
  to?: string;
}

export const activityList: ListDefinition<ActivityRow, ActivityFilter> = {
  name: 'activity-logs',
  base: 'admin_activity_logs l',
  joins: 'join users u on u.id = l.admin_id',
  id: 'l.id',
  columns: {
    id: 'l.id',
    adminId: 'l.admin_id',
    adminName: `u.first_name || ' ' || u.last_name`,
    action: 'l.action',
    entityType: 'l.entity_type',
    entityId: 'l.entity_id',
    oldValues: 'l.old_values',
    newValues: 'l.new_values',
    ipAddress: 'host(l.ip_address)',
    userAgent: 'l.user_agent',
    createdAt: 'l.created_at',
  },
  filters: {
    adminId: equals('l.admin_id'),
    action: equals('l.action'),
    entityType: equals('l.entity_type'),
    entityId: equals('l.entity_id'),
    from: dayBegins('l.created_at', '>=', 0),
    to: dayBegins('l.created_at', '<', 1),
  },
  sorts: {id: {sql: 'l.id', type: 'bigint'}},
  defaultSort: '-id',
};

import {Entity, model} from '@loopback/repository';
import {identity, inet, integer, json, reference, table, text, timestamp, varchar} from './columns';
import {User} from './user.model';

/** What a member of staff changed; the database refuses to change or delete a row. */
@model(table('admin_activity_logs'))
export class AdminActivityLog extends Entity {
  @identity('bigint') id: number;
  @reference(() => User, 'admin') adminId: number;
  @varchar(100) action: string;
  @varchar(50) entityType: string;
  @integer({nullable: true}) entityId?: number | null;
  @json({nullable: true}) oldValues?: object | null;
  @json({nullable: true}) newValues?: object | null;
  @inet({nullable: true}) ipAddress?: string | null;
  @text({nullable: true}) userAgent?: string | null;
  @timestamp() createdAt: Date;
}

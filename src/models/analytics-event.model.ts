import {Entity, model} from '@loopback/repository';
import {identity, inet, json, reference, table, text, timestamp, varchar} from './columns';
import {User} from './user.model';

/** Something a visitor of the booking front-end did. */
@model(table('analytics_events'))
export class AnalyticsEvent extends Entity {
  @identity('bigint') id: number;
  @varchar(50) eventType: string;
  @reference(() => User, 'user', {nullable: true}) userId?: number | null;
  @varchar(100, {nullable: true}) sessionId?: string | null;
  @text({nullable: true}) pageUrl?: string | null;
  @text({nullable: true}) referrerUrl?: string | null;
  @json() eventData: object;
  @inet({nullable: true}) ipAddress?: string | null;
  @text({nullable: true}) userAgent?: string | null;
  @varchar(20, {nullable: true}) deviceType?: string | null;
  @varchar(50, {nullable: true}) browser?: string | null;
  /** Of the page that led to ours; null when it was ours, or none. */
  @varchar(255, {nullable: true}) referrerHost?: string | null;
  @varchar(100, {nullable: true}) utmSource?: string | null;
  @timestamp() createdAt: Date;
}

import {belongsTo, Entity, model} from '@loopback/repository';
import {SESSION_MARKS, type SessionMark} from '../domain/attendance';
import {BookingAttendee} from './booking-attendee.model';
import {reference, table, timestamp, varchar} from './columns';
import {ScheduleSession} from './schedule-session.model';
import {User} from './user.model';

const keyColumn = (position: 1 | 2, columnName: string) => ({
  type: 'number' as const,
  id: position,
  postgresql: {columnName, dataType: 'integer', nullable: 'NO' as const},
});

/** Whether an attendee was at one session; without a row the attendee is expected. */
@model(table('session_attendances'))
export class SessionAttendance extends Entity {
  @belongsTo(() => BookingAttendee, {name: 'attendee'}, keyColumn(1, 'booking_attendee_id'))
  bookingAttendeeId: number;
  @belongsTo(() => ScheduleSession, {name: 'session'}, keyColumn(2, 'schedule_session_id'))
  scheduleSessionId: number;
  @varchar(20, {values: SESSION_MARKS}) attendance: SessionMark;
  @reference(() => User, 'marker', {nullable: true}) markedBy?: number | null;
  @timestamp() markedAt: Date;
}

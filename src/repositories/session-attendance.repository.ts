import {BindingScope, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import type {SessionMark} from '../domain/attendance';
import type {Attendance} from '../domain/statuses';
import {SessionAttendance} from '../models/session-attendance.model';
import {tableRepository} from './table.repository';

export type SessionAttendanceId = Pick<SessionAttendance, 'bookingAttendeeId' | 'scheduleSessionId'>;

interface NewMark {
  attendeeId: number;
  /** `expected` takes an earlier mark back. */
  attendance: Attendance;
}

@injectable({scope: BindingScope.SINGLETON})
export class SessionAttendanceRepository extends tableRepository<SessionAttendance, SessionAttendanceId>(
  SessionAttendance,
) {
  /** Marks attendees at one session; triggers sum up what it means for the whole course. */
  async mark(
    tx: Transaction,
    sessionId: number,
    marks: readonly NewMark[],
    {by, now}: {by: number; now: Date},
  ): Promise<void> {
    const isMark = ({attendance}: NewMark) => attendance !== 'expected';
    await this.upsert(
      tx,
      sessionId,
      marks.filter(isMark) as (NewMark & {attendance: SessionMark})[],
      by,
      now,
    );
    await tx.rows(
      `delete from session_attendances
       where schedule_session_id = :sessionId
         and booking_attendee_id in (
           select cast(value as integer) from json_array_elements_text(cast(:attendeeIds as json))
         )`,
      {
        sessionId,
        attendeeIds: JSON.stringify(marks.filter(mark => !isMark(mark)).map(({attendeeId}) => attendeeId)),
      },
    );
  }

  private async upsert(
    tx: Transaction,
    sessionId: number,
    marks: readonly {attendeeId: number; attendance: SessionMark}[],
    by: number,
    now: Date,
  ): Promise<void> {
    await tx.rows(
      `insert into session_attendances (booking_attendee_id, schedule_session_id, attendance, marked_by, marked_at)
       select "attendeeId", cast(:sessionId as integer), attendance, cast(:by as integer), cast(:now as timestamptz)
       from json_to_recordset(cast(:marks as json)) as mark ("attendeeId" integer, attendance text)
       on conflict on constraint session_attendances_pkey do update
       set attendance = excluded.attendance, marked_by = excluded.marked_by, marked_at = excluded.marked_at`,
      {sessionId, marks: JSON.stringify(marks), by, now},
    );
  }
}

import type {StaffScheduleRow} from '../repositories/course-schedule.repository';

/** A schedule as staff read it. */
export type StaffSchedule = Omit<StaffScheduleRow, 'startDatetime' | 'endDatetime' | 'cancelledAt'> & {
  startDatetime: string;
  endDatetime: string;
  cancelledAt: string | null;
  seatsAvailable: number;
};

export function toStaffSchedule(row: StaffScheduleRow): StaffSchedule {
  return {
    ...row,
    startDatetime: row.startDatetime.toISOString(),
    endDatetime: row.endDatetime.toISOString(),
    cancelledAt: row.cancelledAt?.toISOString() ?? null,
    seatsAvailable: row.capacity - row.seatsTaken,
    sessions: row.sessions.map(session => ({
      startDatetime: new Date(session.startDatetime).toISOString(),
      endDatetime: new Date(session.endDatetime).toISOString(),
    })),
  };
}

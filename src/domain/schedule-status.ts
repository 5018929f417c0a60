import {DomainError, invalidStatusChange} from './errors';
import type {ScheduleStatus} from './statuses';

const NEXT: Readonly<Record<ScheduleStatus, readonly ScheduleStatus[]>> = {
  draft: ['published', 'cancelled'],
  published: ['draft', 'cancelled', 'completed'],
  cancelled: [],
  completed: [],
};

/** @throws DomainError INVALID_STATUS_CHANGE */
export function checkScheduleStatusChange(from: ScheduleStatus, to: ScheduleStatus): void {
  if (!NEXT[from].includes(to)) throw invalidStatusChange('schedule', from, to);
}

/** Rule 2: only published schedules that have not begun are bookable by the public. */
export function checkBookable(schedule: {status: ScheduleStatus; startDatetime: Date}, now: Date): void {
  if (schedule.status !== 'published') {
    throw new DomainError('SCHEDULE_NOT_BOOKABLE', "This schedule can't be booked");
  }
  if (schedule.startDatetime <= now) {
    throw new DomainError('SCHEDULE_NOT_BOOKABLE', 'This schedule has already begun');
  }
}

/** Staff may also fill a draft, and add somebody to a course that is running. */
export function checkBookableByStaff(schedule: {status: ScheduleStatus; endDatetime: Date}, now: Date): void {
  if (schedule.status !== 'draft' && schedule.status !== 'published') {
    throw new DomainError('SCHEDULE_NOT_BOOKABLE', `A schedule that is ${schedule.status} can't be booked`);
  }
  if (schedule.endDatetime <= now) {
    throw new DomainError('SCHEDULE_NOT_BOOKABLE', 'This schedule is over');
  }
}

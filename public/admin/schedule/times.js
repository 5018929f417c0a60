// Days of a course as a form keeps them, by the company's clock, and as the API wants them.
import * as format from '/common/format.js';
import {request} from '/common/request.js';

/** @param session {startDatetime, endDatetime} @returns {{day: string, from: string, to: string}} */
export function toLocal({startDatetime, endDatetime}) {
  const [day, from] = format.toInput(startDatetime).split('T');
  return {day, from, to: format.toInput(endDatetime).slice(11)};
}

/** Ends the day after when it would end before it starts. */
export function toSession({day, from, to}) {
  return {
    startDatetime: format.fromInput(`${day}T${from}`),
    endDatetime: format.fromInput(`${to > from ? day : format.addDays(day, 1)}T${to}`),
  };
}

/** Somebody mistyped: no course is held over night. */
export const endsFirst = ({from, to}) => Boolean(from && to) && to <= from;

export const isWhole = each => Boolean(each.day && each.from && each.to) && !endsFirst(each);

/** Whole days from one day to the other. */
export const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** All days moved by as many. */
export const shifted = (days, by) => days.map(each => ({...each, day: format.addDays(each.day, by)}));

/** Six hours a day from nine on: what a course of these hours usually takes. */
export function usualDays(firstDay, hours = 6) {
  const count = Math.min(30, Math.max(1, Math.ceil(Number(hours) / 6)));
  const to = Number(hours) < 6 ? `${String(9 + Math.ceil(Number(hours))).padStart(2, '0')}:00` : '16:00';
  return Array.from({length: count}, (_, index) => ({
    day: format.addDays(firstDay, index),
    from: '09:00',
    to,
  }));
}

/**
 * What stands in the way of a plan, without planning it: the preview of a series of one date.
 * @param plan {courseId, venueId, instructorId, capacity, days}
 * @param exceptId the schedule itself, when it is there already
 * @returns conflicts [{code, scheduleId, courseName, startDatetime, endDatetime}]
 */
export async function findConflicts({courseId, venueId, instructorId, capacity, days}, exceptId, signal) {
  const [first] = days.toSorted((a, b) => a.day.localeCompare(b.day));
  const body = {
    courseId: Number(courseId),
    venueId: Number(venueId),
    rule: 'FREQ=DAILY;COUNT=1',
    startsOn: first.day,
    sessions: days.map(({day, from, to}) => ({
      day: daysBetween(first.day, day) + 1,
      startTime: from,
      endTime: to,
    })),
    ...(instructorId ? {instructorId: Number(instructorId)} : {}),
    ...(capacity ? {capacity: Number(capacity)} : {}),
  };
  const {data} = await request('POST', '/api/admin/schedules/series/preview', {body, signal});
  return data.occurrences[0].conflicts.filter(({scheduleId}) => scheduleId !== exceptId);
}

// Schedules as the calendar wants them: by the company's clock, and with what stands on each.
import * as format from '/common/format.js';
import {daysBetween, shifted, toLocal} from '../schedule/times.js';

/** Times without a zone: the calendar shows them as they are, wherever the reader is. */
export function toEvent(schedule) {
  const {id, startDatetime, endDatetime} = schedule;
  const [first, last] = [format.dayOf(startDatetime), format.dayOf(endDatetime)];
  // A course of several days is a bar over them: it is not held at night.
  const isLong = first !== last;
  return {
    id: String(id),
    start: isLong ? first : format.toInput(startDatetime),
    end: isLong ? format.addDays(last, 1) : format.toInput(endDatetime),
    allDay: isLong,
    title: schedule.courseName,
    startEditable: isMovable(schedule),
    durationEditable: false,
    classNames: [`schedule-${toneOf(schedule)}`],
    extendedProps: {schedule},
  };
}

const isMovable = ({status, startDatetime}) =>
  (status === 'draft' || status === 'published') && new Date(startDatetime) > new Date();

/** Told by more than a colour; in words too, where there is room. */
export const MARKS = {published: '', low: '▾ ', full: '■ ', draft: '◌ ', completed: '✓ ', cancelled: '✕ '};

export function toneOf({status, seatsTaken, minSeats, capacity}) {
  if (status !== 'published') return status;
  if (seatsTaken >= capacity) return 'full';
  return seatsTaken < minSeats ? 'low' : 'published';
}

/** A day that the calendar calls by a Date of the browser's own clock. */
export function dayOf(date) {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
export const timeOf = date => `${two(date.getHours())}:${two(date.getMinutes())}`;
const two = number => String(number).padStart(2, '0');

/** The days of a course after it was dragged. @param sessions as they are stored; `from`, `to`: of the event, then and now */
export function movedDays(sessions, {from, to}) {
  const days = shifted(sessions.map(toLocal), daysBetween(dayOf(from.start), dayOf(to.start)));
  // In a row without times only the day changed.
  if (from.allDay || to.allDay) return days;
  const minutes = minutesOf(timeOf(to.start)) - minutesOf(timeOf(from.start));
  return days.map(each => ({...each, from: later(each.from, minutes), to: later(each.to, minutes)}));
}

const minutesOf = time => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

function later(time, minutes) {
  const sum = (minutesOf(time) + minutes + 24 * 60) % (24 * 60);
  return `${two(Math.floor(sum / 60))}:${two(sum % 60)}`;
}

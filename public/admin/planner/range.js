// Which days a view of the calendar shows, and where earlier and later lead.
import * as format from '/common/format.js';
import {weekdayOf} from '../schedule/recurrence.js';

export const VIEWS = {month: 'dayGridMonth', week: 'timeGridWeek', list: 'listDay'};

/** How many days a list goes on from the day that is asked for. */
export const LIST_DAYS = 28;

const monday = day => format.addDays(day, -weekdayOf(day));
const firstOf = day => `${day.slice(0, 7)}-01`;

/** The same day of another month, or its last one. */
function addMonths(day, months) {
  const date = new Date(`${firstOf(day)}T12:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
}

const lastOf = day => format.addDays(addMonths(day, 1), -1);

/** @returns {{from: string, to: string}} all days that are seen */
export function rangeOf(view, day) {
  if (view === 'week') return {from: monday(day), to: format.addDays(monday(day), 6)};
  if (view === 'list') return {from: day, to: format.addDays(day, LIST_DAYS - 1)};
  return {from: monday(firstOf(day)), to: format.addDays(monday(lastOf(day)), 6)};
}

/** @param steps -1: earlier, 1: later */
export const stepped = (view, day, steps) =>
  view === 'month' ? addMonths(day, steps) : format.addDays(day, steps * (view === 'week' ? 7 : LIST_DAYS));

export function titleOf(view, day) {
  if (view === 'month') return format.month(day);
  const {from, to} = rangeOf(view, day);
  return `${format.shortDay(from)} – ${format.shortDay(to)} ${to.slice(0, 4)}`;
}

// The calendar itself: a library that is told what to show, and tells what was dragged or pressed.
import * as format from '/common/format.js';
import {html, useLayoutEffect, useRef} from '/common/html.js';
import {texts} from '/common/texts.js';
import {library} from '/common/use.js';
import {MARKS, toEvent, toneOf} from './events.js';
import {LIST_DAYS, VIEWS} from './range.js';

const words = texts.calendar;
/** More than these have a line each in a month. */
const MANY = 80;

/**
 * @param schedules to show
 * @param onDrop ({schedule, from, to, revert}), onDay (Date, isWholeDay)
 */
export function Grid({view, day, schedules, onDrop, onDay}) {
  const box = useRef();
  const calendar = useRef();
  const on = useRef();
  on.current = {onDrop, onDay};
  useLayoutEffect(() => {
    const plain = withPlainRoles(box.current);
    const stop = stopClickAfterDrag(box.current);
    calendar.current = window.EventCalendar.create(box.current, {
      ...OPTIONS,
      ...told(on, stop),
      timeZone: companyOffset(),
    });
    return () => {
      plain.disconnect();
      window.EventCalendar.destroy(calendar.current);
    };
  }, []);
  useLayoutEffect(() => {
    calendar.current.setOption('view', VIEWS[view]);
    calendar.current.setOption('date', day);
    calendar.current.setOption('events', schedules.map(toEvent));
  }, [view, day, schedules]);
  return html`
    <div class=${`calendar-box ${view} ${schedules.length > MANY ? 'busy' : ''}`} tabindex="0" role="region" aria-label=${words.label}><div ref=${box}></div></div>
  `;
}

/** The company's clock, such as +01:00, for what is today and now. */
function companyOffset() {
  const now = new Date();
  const minutes = Math.round((new Date(`${format.toInput(now)}Z`) - now) / 60_000);
  const time = `${String(Math.trunc(Math.abs(minutes) / 60)).padStart(2, '0')}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`;
  return `${minutes < 0 ? '-' : '+'}${time}`;
}

/** To be there before a grid is shown. */
export const loadCalendar = () => library('event-calendar', 'EventCalendar');

/** Always the newest listeners, as the calendar is made once. */
const told = (on, stop) => ({
  dateClick: ({date, allDay}) => on.current.onDay(date, allDay),
  eventDragStart: stop.dragged,
  eventDragStop: stop.dropped,
  eventDrop: ({event, oldEvent, revert}) =>
    on.current.onDrop({schedule: event.extendedProps.schedule, from: oldEvent, to: event, revert}),
});

/** Its roles of a table hold buttons where a table has none: read as a list of links instead, each of which says its day. */
function withPlainRoles(box) {
  const change = () => {
    for (const element of box.querySelectorAll(
      '[role]:not(h4, [role=button]), [aria-colindex], time[aria-label]',
    ))
      for (const name of ['role', 'aria-colindex', 'aria-colspan', 'aria-label'])
        element.removeAttribute(name);
    for (const heading of box.querySelectorAll('h4:not([role])')) {
      heading.setAttribute('role', 'heading');
      heading.setAttribute('aria-level', '3');
    }
  };
  const observer = new MutationObserver(change);
  observer.observe(box, {childList: true, subtree: true});
  return observer;
}

/** Letting go of what was dragged is no press on its link. */
function stopClickAfterDrag(box) {
  let isDragged = false;
  box.addEventListener(
    'click',
    event => {
      if (isDragged) event.preventDefault();
    },
    true,
  );
  return {
    dragged: () => {
      isDragged = true;
    },
    dropped: () =>
      setTimeout(() => {
        isDragged = false;
      }),
  };
}

const OPTIONS = {
  headerToolbar: {start: '', center: '', end: ''},
  locale: 'en-GB',
  firstDay: 1,
  slotMinTime: '07:00',
  slotMaxTime: '21:00',
  flexibleSlotTimeLimits: true,
  slotHeight: 26,
  snapDuration: '00:15',
  dayMaxEvents: false,
  nowIndicator: true,
  editable: true,
  eventDurationEditable: false,
  longPressDelay: 500,
  noEventsContent: words.none,
  allDayContent: words.days,
  dragConstraint: ({event}) => event.start > new Date(),
  dayHeaderFormat: {weekday: 'short', day: 'numeric', month: 'short'},
  views: {dayGridMonth: {dayHeaderFormat: {weekday: 'short'}}, listDay: {duration: {days: LIST_DAYS}}},
  slotLabelFormat: {hour: '2-digit', minute: '2-digit'},
  eventTimeFormat: {hour: '2-digit', minute: '2-digit'},
  eventContent: ({event}) => ({domNodes: [linkOf(event.extendedProps.schedule)]}),
};

/** A link, so that it can be opened in another tab too; its day is there for those who do not see the column. */
function linkOf(schedule) {
  const link = element('a', 'event-link', '');
  link.href = `/admin/schedules/${schedule.id}`;
  link.draggable = false;
  link.title = `${schedule.courseName}\n${schedule.venueName}\n${seatsOf(schedule)}`;
  const [day, mark, ...rest] = PARTS.map(([name, text]) => element('span', name, text(schedule)));
  mark.ariaHidden = 'true';
  // The list has a column for each.
  const when = element('span', 'event-when', '');
  when.append(mark, ...rest.splice(0, 3));
  link.append(day, when, ...rest);
  return link;
}

const element = (tag, className, textContent) =>
  Object.assign(document.createElement(tag), {className, textContent});

const isLong = ({startDatetime, endDatetime}) => format.dayOf(startDatetime) !== format.dayOf(endDatetime);

const PARTS = [
  ['visually-hidden', ({startDatetime}) => `${format.longDay(startDatetime)}, `],
  ['event-mark', schedule => MARKS[toneOf(schedule)]],
  ['event-days', schedule => (isLong(schedule) ? daysOf(schedule) : '')],
  ['event-time', ({startDatetime}) => format.time(startDatetime)],
  ['event-end', schedule => (isLong(schedule) ? '' : `–${format.time(schedule.endDatetime)}`)],
  ['event-course', ({courseName}) => ` ${courseName} `],
  ['event-place', ({venueName}) => `${venueName} `],
  ['event-place', ({instructorName}) => `${instructorName ?? texts.schedules.unassigned} `],
  ['event-seats', seatsOf],
];

const daysOf = ({startDatetime, endDatetime}) =>
  `${format.shortDay(startDatetime)} – ${format.shortDay(endDatetime)}, `;

function seatsOf(schedule) {
  const tone = toneOf(schedule);
  const seats = `${schedule.seatsTaken}/${schedule.capacity}`;
  return tone === 'published' ? seats : `${seats} ${words.tones[tone].toLowerCase()}`;
}

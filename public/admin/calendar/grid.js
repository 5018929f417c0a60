// The calendar itself: a library that is told what to show, and tells what was dragged or pressed.
import * as format from '/common/format.js';
import {html, useEffect, useRef, useState} from '/common/html.js';
import {ProblemNote} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {library} from '/common/use.js';
import {sentence, toEvent, toneOf} from './events.js';
import {VIEWS} from './range.js';

const words = texts.calendar;

/**
 * @param schedules to show
 * @param onOpen (schedule), onDrop ({schedule, from, to, revert}), onDay (Date, isWholeDay)
 */
export function Grid({view, day, schedules, onOpen, onDrop, onDay}) {
  const box = useRef();
  const calendar = useRef();
  const [problem, setProblem] = useState();
  const on = useRef();
  on.current = {onOpen, onDrop, onDay};
  const apply = () => {
    calendar.current?.setOption('view', VIEWS[view]);
    calendar.current?.setOption('date', day);
    calendar.current?.setOption('events', schedules.map(toEvent));
  };
  useEffect(() => {
    let isGone = false;
    library('event-calendar', 'EventCalendar').then(
      EventCalendar => {
        if (isGone) return;
        calendar.current = EventCalendar.create(box.current, {
          ...OPTIONS,
          ...told(on),
          view: VIEWS[view],
          date: day,
        });
        apply();
      },
      error => isGone || setProblem(error),
    );
    return () => {
      isGone = true;
      if (calendar.current) window.EventCalendar.destroy(calendar.current);
      calendar.current = undefined;
    };
  }, []);
  useEffect(apply, [view, day, schedules]);
  return html`
    <${ProblemNote} problem=${problem} />
    <div class=${`calendar-box ${view}`} tabindex="0" role="region" aria-label=${words.label}><div ref=${box}></div></div>
  `;
}

/** Always the newest listeners, as the calendar is made once. */
const told = on => ({
  eventClick: ({event}) => on.current.onOpen(event.extendedProps.schedule),
  dateClick: ({date, allDay}) => on.current.onDay(date, allDay),
  eventDrop: ({event, oldEvent, revert}) =>
    on.current.onDrop({schedule: event.extendedProps.schedule, from: oldEvent, to: event, revert}),
});

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
  views: {dayGridMonth: {dayHeaderFormat: {weekday: 'short'}}},
  eventTimeFormat: {hour: '2-digit', minute: '2-digit'},
  eventContent: ({event}) => ({domNodes: contentOf(event.extendedProps.schedule)}),
  eventDidMount: ({el, event}) => el.setAttribute('aria-label', sentence(event.extendedProps.schedule)),
};

function contentOf(schedule) {
  const {courseName, venueName, instructorName, startDatetime, endDatetime, seatsTaken, capacity} = schedule;
  const isLong = format.dayOf(startDatetime) !== format.dayOf(endDatetime);
  const tone = toneOf(schedule);
  const part = (name, text) =>
    Object.assign(document.createElement('span'), {className: `event-${name}`, textContent: text});
  return [
    part(
      'time',
      isLong ? format.time(startDatetime) : `${format.time(startDatetime)}–${format.time(endDatetime)}`,
    ),
    part('course', courseName),
    part('venue', `${venueName}; ${instructorName ?? texts.schedules.unassigned}`),
    part('seats', `${seatsTaken}/${capacity}${tone === 'published' ? '' : ` ${words.tones[tone]}`}`),
  ];
}

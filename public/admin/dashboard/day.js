// The courses of today and tomorrow: who is coming, and a way to each register.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Loaded} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {everything, Seats} from '../schedule/choices.js';

const words = texts.dashboard;
/** A course that began longer ago than this is not looked for. */
const LONGEST_COURSE_DAYS = 14;

/** @param sessions `todaysSessions` of the dashboard */
export function Today({sessions, today}) {
  return html`
    <${Day} title=${words.today} day=${today} none=${words.todayNone}
      items=${sessions.items.map(({scheduleId, startDatetime, endDatetime, ...rest}) => ({
        ...rest,
        id: scheduleId,
        times: `${format.time(startDatetime)}–${format.time(endDatetime)}`,
        seats: words.coming(rest.seatsConfirmed, rest.seatsPending),
      }))} />
  `;
}

/** @param load of `useTomorrow` */
export function Tomorrow({load, tomorrow}) {
  return html`
    <${Loaded} load=${load} lines=${4}>
      ${items => html`
        <${Day} title=${words.tomorrow} day=${tomorrow} none=${words.tomorrowNone}
          items=${items.map(item => ({
            ...item,
            times: timesOn(item, tomorrow),
            seats: html`<${Seats} taken=${item.seatsTaken} capacity=${item.capacity} minSeats=${item.minSeats} />`,
          }))} />
      `}
    <//>
  `;
}

/** Courses that start tomorrow, and those that go on then. */
export function useTomorrow(tomorrow) {
  const asked = {status: 'published', from: format.addDays(tomorrow, -LONGEST_COURSE_DAYS), to: tomorrow};
  return useLoad(
    async signal => {
      const items = await everything('/api/admin/schedules', asked, {signal});
      return items.filter(({endDatetime}) => format.dayOf(endDatetime) >= tomorrow);
    },
    [tomorrow],
  );
}

function timesOn({startDatetime, endDatetime}, day) {
  const first = format.dayOf(startDatetime) === day;
  const last = format.dayOf(endDatetime) === day;
  if (first && last) return `${format.time(startDatetime)}–${format.time(endDatetime)}`;
  if (first) return words.begins(format.time(startDatetime));
  return last ? words.lastDay(format.time(endDatetime)) : words.goesOn(format.shortDay(endDatetime));
}

function Day({title, day, items, none}) {
  // A list of schedules finds those that begin: the calendar has those that go on as well.
  const list = `/admin/calendar?${new URLSearchParams({view: 'list', date: day})}`;
  return html`
    <section class="card stack day-card">
      <div class="row">
        <h2><a href=${list}>${title}</a></h2>
        <span class="small">${format.longDay(day)}</span>
      </div>
      ${items.length === 0 && html`<p class="small">${none}</p>`}
      <ul>
        ${items.map(
          ({id, times, courseName, venueName, instructorName, seats}) => html`
            <li key=${`${id}${times}`}>
              <span class="day-time">${times}</span>
              <span class="day-course">
                <a href=${`/admin/schedules/${id}`}>${courseName}</a>
                <span class="small line">${venueName}; ${instructorName ?? texts.schedules.unassigned}</span>
                <span class="day-seats">${seats}</span>
              </span>
              <a class="button" href=${`/admin/schedules/${id}/register`}>${words.register}<span class="visually-hidden"> ${courseName}, ${times}</span></a>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}

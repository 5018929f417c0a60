// Schedules: the list, with views that staff ask for every day.
import * as format from '/common/format.js';
import {html, useEffect, useState} from '/common/html.js';
import {List} from '/common/list.js';
import {Badge, Loading} from '/common/parts.js';
import {setQuery, useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {ScreenHead} from '../frame.js';
import {filterOptions, Seats, useChoices} from '../schedule/choices.js';
import {SeriesBar} from '../schedule/series-bar.js';

const words = texts.schedules;
const STATUSES = ['draft', 'published', 'completed', 'cancelled'].map(name => [name, texts.statuses[name]]);

export function Schedules() {
  const {query} = useAddress();
  const {courses, venues, instructors} = useChoices();
  const [round, setRound] = useState(0);
  const [isReady, setReady] = useState(location.search !== '');
  // From today on, unless the address asks for something: nobody looks for last year's first.
  useEffect(() => {
    if (!isReady) setQuery({from: format.dayOf()});
    setReady(true);
  }, []);
  const filters = [
    {name: 'status', label: words.status, options: STATUSES},
    {name: 'courseId', label: words.course, options: filterOptions(courses)},
    {name: 'venueId', label: words.venue, options: filterOptions(venues)},
    {name: 'instructorId', label: words.instructor, options: filterOptions(instructors)},
    {name: 'from', label: words.from, type: 'date'},
    {name: 'to', label: words.to, type: 'date', isMore: true},
    {name: 'belowMinimum', label: words.belowMinimum, options: texts.yesNo, isMore: true},
    {name: 'unassigned', label: words.unassignedFilter, options: texts.yesNo, isMore: true},
    ...(query.seriesId
      ? [{name: 'seriesId', label: words.series, options: [[query.seriesId, words.seriesOf(query.seriesId)]]}]
      : []),
  ];
  return html`
    <${ScreenHead} title=${words.title}>
      <a class="button" href="/admin/schedules/series">${words.addSeries}</a>
      <a class="button primary" href="/admin/schedules/new">${words.add}</a>
    <//>
    <div class="schedule-list">
      <${Views} />
      ${query.seriesId && html`<${SeriesBar} seriesId=${query.seriesId} onDone=${() => setRound(round + 1)} />`}
      ${
        isReady
          ? html`<${List} path="/api/admin/schedules" label=${words.title} filters=${filters} columns=${COLUMNS}
              hrefOf=${({id}) => `/admin/schedules/${id}`} empty=${words.empty} round=${round} />`
          : html`<${Loading} lines=${14} />`
      }
    </div>
  `;
}

function Views() {
  const {query} = useAddress();
  const today = format.dayOf();
  const tomorrow = format.addDays(today, 1);
  const views = {
    upcoming: {from: today},
    today: {from: today, to: today},
    tomorrow: {from: tomorrow, to: tomorrow},
    belowMinimum: {status: 'published', belowMinimum: 'true', from: today},
    unassigned: {unassigned: 'true', from: today},
    drafts: {status: 'draft', from: today},
    past: {to: format.addDays(today, -1), sort: '-startDatetime'},
  };
  return html`
    <nav class="views" aria-label=${words.views.label}>
      ${Object.entries(views).map(
        ([name, wanted]) => html`
          <a key=${name} href=${`/admin/schedules?${new URLSearchParams(wanted)}`} aria-current=${isSame(query, wanted) ? 'page' : undefined}>
            ${words.views[name]}
          </a>
        `,
      )}
    </nav>
  `;
}

function isSame({after: _, ...query}, wanted) {
  const names = new Set([...Object.keys(query), ...Object.keys(wanted)]);
  return [...names].every(name => query[name] === wanted[name]);
}

export const State = ({schedule}) => html`
  <span class="badges">
    <${Badge} status=${schedule.status} />
    ${isBelowMinimum(schedule) && html`<span class="badge attention">${words.belowMinimumOf(schedule.minSeats)}</span>`}
  </span>
`;

const isBelowMinimum = ({status, seatsTaken, minSeats}) =>
  seatsTaken < minSeats && (status === 'published' || status === 'draft');

/** The day, and below it the times: narrow enough for a table. */
export function When({schedule: {startDatetime, endDatetime}}) {
  const [first, last] = [format.day(startDatetime), format.day(endDatetime)];
  const until = first === last ? `–${format.time(endDatetime)}` : ` ${words.until(last)}`;
  return html`<span class="when">${first}<span class="small">${first === last && format.time(startDatetime)}${until}</span></span>`;
}

const COLUMNS = [
  {
    name: 'when',
    label: words.when,
    sort: 'startDatetime',
    show: schedule => html`<${When} schedule=${schedule} />`,
  },
  {name: 'course', label: words.course, show: ({courseName}) => courseName},
  {
    name: 'venue',
    label: words.venue,
    isWide: true,
    show: ({venueName, venueCity}) =>
      venueName.includes(venueCity) ? venueName : `${venueName}, ${venueCity}`,
  },
  {
    name: 'instructor',
    label: words.instructor,
    isWide: true,
    show: ({instructorName}) =>
      instructorName ?? html`<span class="badge attention">${words.unassigned}</span>`,
  },
  {
    name: 'seats',
    label: words.seats,
    show: ({seatsTaken, capacity, minSeats, waitingSeats}) => html`
      <${Seats} taken=${seatsTaken} capacity=${capacity} minSeats=${minSeats} />
      ${waitingSeats > 0 && html`<span class="small line">${words.waiting(waitingSeats)}</span>`}
    `,
  },
  {name: 'status', label: words.status, show: schedule => html`<${State} schedule=${schedule} />`},
];

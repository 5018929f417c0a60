// The calendar of schedules: by month, week or as a list; dragged to another time after the consequences are shown.
import * as format from '/common/format.js';
import {html, useMemo, useState} from '/common/html.js';
import {Loaded, ProblemNote} from '/common/parts.js';
import {request} from '/common/request.js';
import {navigate, setQuery, useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad, useTask} from '/common/use.js';
import {ScreenHead} from '../frame.js';
import {dayOf, MARKS, movedDays, timeOf} from '../planner/events.js';
import {Grid, loadCalendar} from '../planner/grid.js';
import {rangeOf, stepped, titleOf, VIEWS} from '../planner/range.js';
import {everything, filterOptions, useChoices} from '../schedule/choices.js';
import {EditSchedule} from '../schedule/edit.js';

const words = texts.calendar;
const PATH = '/api/admin/schedules';
/** A course that began longer before what is seen is not looked for. */
const LONGEST_COURSE_DAYS = 14;
const MOST = 500;

export function Calendar() {
  const {query} = useAddress();
  const {venueId, instructorId} = query;
  const {view, day} = shownBy(query);
  const load = useSchedules(rangeOf(view, day), {venueId, instructorId});
  const [move, setMove] = useState();
  const drop = useTask(async ({schedule, from, to, revert}) => {
    try {
      const {data, etag} = await request('GET', `${PATH}/${schedule.id}`);
      setMove({schedule: data, etag, days: movedDays(data.sessions, {from, to}), revert});
    } catch (problem) {
      revert();
      throw problem;
    }
  });
  const close = isSaved => {
    if (isSaved) load.reload();
    else move.revert();
    setMove(undefined);
  };
  const filter = new URLSearchParams(Object.entries({venueId, instructorId}).filter(([, id]) => id));
  const create = (date, isWholeDay) =>
    navigate(
      `/admin/schedules/new?${new URLSearchParams([['date', dayOf(date)], ...(isWholeDay ? [] : [['time', timeOf(date)]]), ...filter])}`,
    );
  const isCancelledShown = query.cancelled === 'true';
  const schedules = useMemo(
    () => (load.data ?? []).filter(({status}) => isCancelledShown || status !== 'cancelled'),
    [load.data, isCancelledShown],
  );
  return html`
    <${ScreenHead} title=${words.title}>
      <a class="button" href=${`/admin/schedules/series?${filter}`}>${texts.schedules.addSeries}</a>
      <a class="button primary" href=${`/admin/schedules/new?${filter}`}>${texts.schedules.add}</a>
    <//>
    <${Toolbar} view=${view} day=${day} query=${query} />
    <${ProblemNote} problem=${drop.problem} />
    ${load.data?.length >= MOST && html`<p class="note attention">${words.more}</p>`}
    <${Loaded} load=${load} lines=${18}>
      ${() => html`
        <${Grid} view=${view} day=${day} schedules=${schedules} onDrop=${dropped => (drop.isRunning ? dropped.revert() : drop.run(dropped))} onDay=${create} />
        <${Legend} />
      `}
    <//>
    ${move && html`<${EditSchedule} schedule=${move.schedule} etag=${move.etag} part="days" days=${move.days} onClose=${close} />`}
  `;
}

/** On a phone a month has no room: a list, unless the address asks for something else. */
function shownBy({view, date}) {
  const usual = matchMedia('(max-width: 640px)').matches ? 'list' : 'month';
  return {
    view: Object.hasOwn(VIEWS, view ?? '') ? view : usual,
    day: format.isDay(date) ? date : format.dayOf(),
  };
}

function useSchedules({from, to}, filter) {
  const asked = {...filter, from: format.addDays(from, -LONGEST_COURSE_DAYS), to};
  return useLoad(
    async signal => {
      const [items] = await Promise.all([everything(PATH, asked, {signal, most: MOST}), loadCalendar()]);
      return items.filter(({endDatetime}) => format.dayOf(endDatetime) >= from);
    },
    [JSON.stringify(asked)],
  );
}

function Toolbar({view, day, query}) {
  const {venues, instructors} = useChoices();
  const go = steps => setQuery({date: stepped(view, day, steps)}, {replace: false});
  return html`
    <div class="calendar-bar">
      <div class="actions">
        <button type="button" aria-label=${words.previous} onClick=${() => go(-1)}>‹</button>
        <button type="button" onClick=${() => setQuery({date: undefined}, {replace: false})}>${words.today}</button>
        <button type="button" aria-label=${words.next} onClick=${() => go(1)}>›</button>
        <h2 aria-live="polite">${titleOf(view, day)}</h2>
      </div>
      <nav class="views" aria-label=${words.views}>
        ${Object.keys(VIEWS).map(
          name => html`
            <a key=${name} href=${`/admin/calendar?${new URLSearchParams({...query, view: name})}`} aria-current=${name === view ? 'page' : undefined}>${words[name]}</a>
          `,
        )}
      </nav>
      <form class="filters" role="search" onSubmit=${event => event.preventDefault()}>
        <${Filter} name="venueId" label=${texts.schedules.venue} items=${venues} value=${query.venueId} />
        <${Filter} name="instructorId" label=${texts.schedules.instructor} items=${instructors} value=${query.instructorId} />
        <label class="choice">
          <input type="checkbox" checked=${query.cancelled === 'true'} onChange=${event => setQuery({cancelled: event.currentTarget.checked ? 'true' : undefined})} />
          ${words.withCancelled}
        </label>
      </form>
    </div>
  `;
}

function Filter({name, label, items, value = ''}) {
  return html`
    <label class="filter">
      <span>${label}</span>
      <select value=${value} onChange=${event => setQuery({[name]: event.currentTarget.value})}>
        <option value="">${words.all}</option>
        ${filterOptions(items).map(([id, text]) => html`<option key=${id} value=${id}>${text}</option>`)}
      </select>
    </label>
  `;
}

function Legend() {
  return html`
    <div class="calendar-legend">
      <ul aria-label=${words.legend}>
        ${Object.entries(MARKS).map(([tone, mark]) => html`<li key=${tone} class=${`schedule-${tone}`}><span aria-hidden="true">${mark}</span>${words.tones[tone]}</li>`)}
      </ul>
      <p class="small">${words.hint} ${words.begun}</p>
    </div>
  `;
}

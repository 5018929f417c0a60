// Figures that take longer: loaded after what the day needs.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Loaded} from '/common/parts.js';
import {get} from '/common/request.js';
import {setQuery, useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {Chart} from './chart.js';

const words = texts.dashboard;
/** Days back, so that a chart has as many points as are easy to read. */
const BACK = {day: 30, week: 12 * 7, month: 365};

/** Bookings and revenue, by day, week or month. */
export function OverTime({today}) {
  const {query} = useAddress();
  const by = Object.hasOwn(BACK, query.by ?? '') ? query.by : 'week';
  const asked = {groupBy: by, from: format.addDays(today, -BACK[by] + 1), to: today};
  return html`
    <section class="stack">
      <div class="row">
        <h2>${words.over}</h2>
        <label class="inline">
          <span>${words.by}</span>
          <select value=${by} onChange=${event => setQuery({by: event.currentTarget.value})}>
            ${words.byOptions.map(([value, label]) => html`<option key=${value} value=${value}>${label}</option>`)}
          </select>
        </label>
      </div>
      <div class="columns">
        <${Report} name="bookings" title=${words.bookings} asked=${asked} figureOf=${({bookings}) => bookings} show=${format.number}
          total=${({bookings}) => format.number(bookings)} href=${`/admin/bookings?${new URLSearchParams({bookedFrom: asked.from, bookedTo: asked.to})}`}
          columns=${[
            [words.bookings, ({bookings}) => format.number(bookings)],
            [words.seats, ({seats}) => format.number(seats)],
          ]} />
        <${Report} name="revenue" title=${words.revenue} asked=${asked} figureOf=${({revenue}) => Number(revenue)} show=${format.wholeMoney}
          total=${({revenue}) => format.money(revenue)} href=${`/admin/payments?${new URLSearchParams({status: 'succeeded', from: asked.from, to: asked.to})}`}
          columns=${[
            [words.charges, ({charges}) => format.money(charges)],
            [words.refunds, ({refunds}) => format.money(refunds)],
            [words.revenue, ({revenue}) => format.money(revenue)],
          ]} />
      </div>
    </section>
  `;
}

function Report({name, title, asked, href, total, ...chart}) {
  const load = useReport(name, asked);
  return html`
    <div class="card chart-card">
      <div class="row"><h3>${title}</h3>${load.data && html`<a href=${href}>${total(load.data.total)}</a>`}</div>
      <${Loaded} load=${load} lines=${7}>
        ${data => html`<${Chart} title=${title} rows=${data.rows} ...${chart} />`}
      <//>
    </div>
  `;
}

/** Seats taken of the next 30 days. @param window `occupancy` of the dashboard */
export function Occupancy({window: {from, to}}) {
  return html`
    <section class="stack">
      <h2>${words.occupancy}</h2>
      <div class="columns">
        <${Shares} title=${words.byCourse} asked=${{groupBy: 'course', from, to}} filter="courseId" />
        <${Shares} title=${words.byVenue} asked=${{groupBy: 'venue', from, to}} filter="venueId" />
      </div>
    </section>
  `;
}

function Shares({title, asked, filter}) {
  const load = useReport('occupancy', asked);
  const list = key =>
    `/admin/schedules?${new URLSearchParams({[filter]: key, from: asked.from, to: asked.to})}`;
  return html`
    <div class="card shares-card">
      <h3>${title}</h3>
      <${Loaded} load=${load} lines=${6}>
        ${({rows}) => html`
          <ul class="shares">
            ${rows.map(
              ({key, label, occupancyPercent, seatsTaken, capacity}) => html`
                <li key=${key}>
                  <a href=${list(key)}>${label}</a>
                  <span class="small">${words.occupancyOf(format.number(seatsTaken), format.number(capacity))}, ${format.percent(occupancyPercent)}</span>
                  <span class="share" aria-hidden="true"><span style=${{width: `${Math.min(100, Number(occupancyPercent))}%`}}></span></span>
                </li>
              `,
            )}
          </ul>
        `}
      <//>
    </div>
  `;
}

const useReport = (name, asked) =>
  useLoad(
    signal => get(`/api/admin/reports/${name}`, asked, {signal}).then(({data}) => data),
    [name, JSON.stringify(asked)],
  );

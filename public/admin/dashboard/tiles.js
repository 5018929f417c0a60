// Numbers that lead to their lists: what needs somebody, how the last 30 days went, how the system is.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {get} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';

const words = texts.dashboard;
/** A job that waits longer than this is not being worked on. */
const BEHIND_MS = 10 * 60_000;

/** The console's list for one of the API. */
function screenOf(href) {
  return href
    .replace('/api/admin/dashboard/expiring-bookings', '/admin/expiring')
    .replace('/api/admin/', '/admin/');
}

/** @param tone `good`, `attention` or `bad`; said in words too */
function Tile({label, value, hint, href, tone = 'plain'}) {
  return html`
    <a class=${`tile ${tone}`} href=${href}>
      <span class="tile-label">${label}</span>
      <span class=${/\d/.test(value ?? '') ? 'tile-value' : 'tile-value words'}>${value ?? html`<span class="bone"></span>`}</span>
      ${hint && html`<span class="small">${hint}</span>`}
    </a>
  `;
}

export function Needs({dashboard, today}) {
  const missing = useLoad(
    signal =>
      get(
        '/api/admin/schedules',
        {unassigned: true, status: 'published', from: today, limit: 1},
        {signal},
      ).then(({data}) => data),
    [today],
  );
  const tile = (name, label, tone) => {
    const found = dashboard[name];
    return html`<${Tile} label=${label} value=${format.count(found)} href=${screenOf(found.href)} tone=${found.count > 0 ? tone : 'plain'} />`;
  };
  return html`
    <section class="stack">
      <h2>${words.needs}</h2>
      <div class="tiles">
        ${tile('belowMinimum', words.belowMinimum, 'attention')}
        ${tile('expiringBookings', words.expiring, 'attention')}
        ${tile('unpaidBookings', words.unpaid, 'attention')}
        ${tile('failedPayments', words.failed, 'bad')}
        <${Tile} label=${words.unassigned} value=${missing.data?.total && format.count(missing.data.total)}
          href=${`/admin/schedules?${new URLSearchParams({unassigned: 'true', status: 'published', from: today})}`}
          tone=${missing.data?.total.count > 0 ? 'attention' : 'plain'} />
        <${Health} />
      </div>
    </section>
  `;
}

function Health() {
  const ready = useLoad(signal => get('/health/ready', undefined, {signal}).then(({data}) => data), []);
  const jobs = useLoad(signal => get('/api/admin/jobs', undefined, {signal}).then(({data}) => data), []);
  const schema = ready.problem ? {state: 'problem'} : ready.data?.schema;
  const isFine = schema?.state === 'ready';
  return html`
    <${Tile} label=${words.schema} href="/admin/schema" tone=${schema && !isFine ? 'bad' : 'plain'}
      value=${schema && (isFine ? words.schemaReady : schema.pending > 0 ? words.schemaPending(schema.pending) : words.schemaWrong)} />
    <${Tile} label=${words.jobs} href="/admin/jobs" ...${jobs.problem ? {value: words.schemaWrong, tone: 'bad'} : jobHealth(jobs.data?.queue)} />
  `;
}

/** @param queue undefined while it is loading */
function jobHealth(queue) {
  if (queue === undefined) return {};
  if (queue.failed > 0) return {value: words.jobsFailed(format.number(queue.failed)), tone: 'bad'};
  const isBehind = queue.oldestReadyAt && Date.now() - new Date(queue.oldestReadyAt) > BEHIND_MS;
  return isBehind ? {value: words.jobsBehind, tone: 'attention'} : {value: words.jobsFine};
}

export function Business({dashboard}) {
  const {bookings, revenue, occupancy} = dashboard;
  const list = (path, query) => `/admin/${path}?${new URLSearchParams(query)}`;
  const window = ({from, to}) => ({from, to});
  return html`
    <section class="stack">
      <h2>${words.business}</h2>
      <div class="tiles">
        <${Tile} label=${words.bookings} value=${format.number(bookings.current.total.bookings)}
          hint=${words.before(format.number(bookings.previous.total.bookings))}
          href=${list('bookings', {bookedFrom: bookings.current.from, bookedTo: bookings.current.to})} />
        <${Tile} label=${words.revenue} value=${format.money(revenue.current.total.revenue)}
          hint=${words.before(format.money(revenue.previous.total.revenue))}
          href=${list('payments', {status: 'succeeded', ...window(revenue.current)})} />
        <${Tile} label=${words.occupancy} value=${format.percent(occupancy.total.occupancyPercent ?? 0)}
          hint=${words.occupancyOf(format.number(occupancy.total.seatsTaken), format.number(occupancy.total.capacity))}
          href=${list('schedules', window(occupancy))} />
      </div>
    </section>
  `;
}

export function ByStatus({dashboard}) {
  return html`
    <section class="stack">
      <h2>${words.byStatus}</h2>
      <ul class="statuses">
        ${dashboard.bookingsByStatus.items.map(
          item =>
            html`<li key=${item.status}><a href=${screenOf(item.href)}><span>${texts.statuses[item.status]}</span> <strong>${format.count(item)}</strong></a></li>`,
        )}
      </ul>
    </section>
  `;
}

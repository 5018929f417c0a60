// The dashboard: today first, then what needs somebody, then how business goes. Every number leads to its list.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Loading, ProblemNote} from '/common/parts.js';
import {get} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {Today, Tomorrow} from '../dashboard/day.js';
import {Occupancy, OverTime} from '../dashboard/reports.js';
import {Business, ByStatus, Needs} from '../dashboard/tiles.js';
import {ScreenHead} from '../frame.js';

export function Dashboard() {
  const load = useLoad(signal => get('/api/admin/dashboard', undefined, {signal}).then(({data}) => data), []);
  const today = format.dayOf();
  const dashboard = load.data;
  return html`
    <${ScreenHead} title=${texts.dashboard.title}>
      <a class="button primary" href="/admin/bookings/new">${texts.dashboard.newBooking}</a>
    <//>
    <div class="stack dashboard">
      <${ProblemNote} problem=${load.problem} retry=${load.reload} />
      <div class="columns days-row">
        ${dashboard ? html`<${Today} sessions=${dashboard.todaysSessions} today=${dashboard.today} />` : html`<section class="card"><${Loading} lines=${4} /></section>`}
        <${Tomorrow} today=${today} />
      </div>
      <${Needs} dashboard=${dashboard} today=${today} />
      <${Business} dashboard=${dashboard} />
      ${
        dashboard
          ? html`
              <${OverTime} today=${dashboard.today} />
              <${Occupancy} window=${dashboard.occupancy} />
              <${ByStatus} dashboard=${dashboard} />
            `
          : html`<div class="card dashboard-rest"><${Loading} lines=${10} /></div>`
      }
    </div>
  `;
}

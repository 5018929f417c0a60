// The dashboard: today first, then what needs somebody, then how business goes. Every number leads to its list.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Loading, ProblemNote} from '/common/parts.js';
import {get} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {Today, Tomorrow, useTomorrow} from '../dashboard/day.js';
import {Occupancy, OverTime} from '../dashboard/reports.js';
import {Business, ByStatus, Needs} from '../dashboard/tiles.js';
import {ScreenHead} from '../frame.js';

export function Dashboard() {
  const load = useLoad(signal => get('/api/admin/dashboard', undefined, {signal}).then(({data}) => data), []);
  const today = format.dayOf();
  const tomorrow = format.addDays(today, 1);
  const next = useTomorrow(tomorrow);
  // All of the first screen at once: nothing moves while somebody reads.
  const isThere = load.data && (next.data || next.problem);
  return html`
    <${ScreenHead} title=${texts.dashboard.title}>
      <a class="button primary" href="/admin/bookings/new">${texts.dashboard.newBooking}</a>
    <//>
    <${ProblemNote} problem=${load.problem} retry=${load.reload} />
    ${isThere ? html`<${Shown} dashboard=${load.data} next=${next} tomorrow=${tomorrow} />` : !load.problem && html`<${Loading} lines=${20} />`}
  `;
}

function Shown({dashboard, next, tomorrow}) {
  const {today} = dashboard;
  return html`
    <div class="stack dashboard">
      <div class="columns days-row">
        <${Today} sessions=${dashboard.todaysSessions} today=${today} />
        <${Tomorrow} load=${next} tomorrow=${tomorrow} />
      </div>
      <${Needs} dashboard=${dashboard} today=${today} />
      <${Business} dashboard=${dashboard} />
      <${ByStatus} dashboard=${dashboard} />
      <${OverTime} today=${today} />
      <${Occupancy} window=${dashboard.occupancy} />
    </div>
  `;
}

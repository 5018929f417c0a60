// What staff did with one record, newest first.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Loaded} from '/common/parts.js';
import {get} from '/common/request.js';
import {useLoad} from '/common/use.js';
import {Changes} from './changes.js';
import {actionOf} from './values.js';

/** @param none what is said when nobody did anything */
export function History({entityType, entityId, title, none}) {
  const load = useLoad(
    signal =>
      get('/api/admin/activity-logs', {entityType, entityId, limit: 50}, {signal}).then(
        ({data}) => data.items,
      ),
    [entityType, entityId],
  );
  return html`
    <section class="card stack" aria-labelledby="history">
      <h2 id="history">${title}</h2>
      <${Loaded} load=${load} lines=${3}>
        ${items =>
          items.length === 0
            ? html`<p class="small">${none}</p>`
            : html`<ol class="history">${items.map(item => html`<${Entry} key=${item.id} item=${item} />`)}</ol>`}
      <//>
    </section>
  `;
}

function Entry({item}) {
  return html`
    <li>
      <p><strong>${actionOf(item.action)}</strong> <span class="small">${format.dayTime(item.createdAt)} · ${item.adminName}</span></p>
      <${Changes} oldValues=${item.oldValues} newValues=${item.newValues} />
    </li>
  `;
}

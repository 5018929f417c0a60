// What staff changed: who, when, and each field before and after.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {List, pick} from '/common/list.js';
import {get} from '/common/request.js';
import {useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {ScreenHead} from '../frame.js';
import {ACTIONS} from '../log/actions.js';
import {Changes} from '../log/changes.js';
import {actionOf, addressOf} from '../log/values.js';
import {OnlyNote} from '../money/only.js';

const words = texts.activity;

export function Activity() {
  const {query} = useAddress();
  const people = useLoad(loadStaff, []);
  const only = pick(query, ['entityId']);
  const thing = `${words.entities[query.entityType] ?? words.about} #${query.entityId}`;
  return html`
    <${ScreenHead} title=${words.title} />
    ${only.entityId && html`<${OnlyNote} name="entityId" label=${words.only(thing)} action=${words.showAll} />`}
    <div class="activity">
      <${List} path="/api/admin/activity-logs" label=${words.title} hasSearch=${false} empty=${words.empty} fixed=${only}
        columns=${COLUMNS} filters=${filtersWith(people.data ?? [], query)} />
    </div>
  `;
}

async function loadStaff(signal) {
  const {data} = await get('/api/admin/users', {role: 'admin', limit: 100}, {signal});
  return data.items.map(({id, ...name}) => [String(id), format.fullName(name)]);
}

function filtersWith(people, {entityType, action}) {
  const known = ACTIONS.filter(name => !entityType || name.startsWith(`${entityOf(entityType)}.`));
  const actions = action && !known.includes(action) ? [action, ...known] : known;
  return [
    {name: 'adminId', label: words.who, options: people},
    {name: 'entityType', label: words.about, options: Object.entries(words.entities)},
    {name: 'action', label: words.what, options: actions.map(name => [name, actionOf(name)])},
    {name: 'from', label: words.from, type: 'date'},
    {name: 'to', label: words.to, type: 'date'},
  ];
}

/** What an action begins with: some are shorter than the name of their thing. */
function entityOf(entityType) {
  return (
    {
      course_schedule: 'schedule',
      payment_provider_event: 'payment_event',
      waiting_list_entry: 'waiting_list',
      email_log: 'email',
    }[entityType] ?? entityType
  );
}

const COLUMNS = [
  {
    name: 'when',
    label: words.when,
    sort: 'id',
    show: ({createdAt, adminName}) => html`
      <span class="main">${format.dayTime(createdAt)}</span>
      <span class="small below">${adminName}</span>
    `,
  },
  {name: 'what', label: words.changes, show: item => html`<${What} item=${item} />`},
  {
    name: 'source',
    label: words.source,
    isWide: true,
    show: ({ipAddress, userAgent}) =>
      html`<span class="small" title=${userAgent ?? undefined}>${ipAddress ?? texts.nothing}</span>`,
  },
];

function What({item}) {
  const href = addressOf(item);
  const thing = item.entityId === null ? undefined : `#${item.entityId}`;
  return html`
    <p><strong>${actionOf(item.action)}</strong> ${href ? html`<a href=${href}>${thing}</a>` : html`<span class="small">${thing}</span>`}</p>
    <${Changes} oldValues=${item.oldValues} newValues=${item.newValues} />
  `;
}

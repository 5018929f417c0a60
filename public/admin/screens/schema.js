// The database's schema, to look at: its state, migrations, a drawing of the tables, runs and backups.
import * as format from '/common/format.js';
import {html, useState} from '/common/html.js';
import {Badge, Facts, Loaded} from '/common/parts.js';
import {get} from '/common/request.js';
import {useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {ScreenHead} from '../frame.js';
import {Views} from '../money/only.js';
import {Check} from '../schema/check.js';
import {Diagram} from '../schema/diagram.js';
import {Migrations} from '../schema/migrations.js';
import {Backups, Runs} from '../schema/runs.js';

const words = texts.schema;
const ADDRESS = '/admin/schema';
const CHECK = `${ADDRESS}?view=check`;

export function Schema() {
  const load = useLoad(signal => get('/api/admin/schema', undefined, {signal}).then(({data}) => data), []);
  const [checked, setChecked] = useState();
  const {query} = useAddress();
  const view = Object.hasOwn(words.viewNames, query.view) ? query.view : 'migrations';
  const views = Object.entries(words.viewNames).map(([name, label]) => [
    label,
    name === 'migrations' ? ADDRESS : `${ADDRESS}?view=${name}`,
    name === view,
  ]);
  return html`
    <${ScreenHead} title=${words.title} />
    <p class="small lead">${words.about}</p>
    <div class="schema">
    <${Loaded} load=${load} lines=${16}>
      ${schema => html`
        <${State} schema=${schema} />
        <${Views} label=${words.views} views=${views} />
        ${view === 'migrations' && html`<${Migrations} migrations=${schema.migrations} lint=${checked?.lint} />`}
        ${view === 'check' && html`<${Check} checked=${checked} pending=${schema.pending} onChecked=${setChecked} />`}
        ${view === 'diagram' && html`<${Diagram} />`}
        ${view === 'runs' && html`<${Runs} runs=${schema.runs} />`}
        ${view === 'backups' && html`<${Backups} backups=${schema.backups} />`}
      `}
    <//>
    </div>
  `;
}

function State({schema}) {
  const {version, pending, holder, isWrong, isDrifted} = schema;
  const isFine = !isWrong && !isDrifted && pending === 0;
  return html`
    <section class="card stack state-facts" aria-labelledby="state">
      <h2 id="state">${words.state} <${Badge} status=${isFine ? 'active' : 'warning'} label=${isFine ? words.fine : words.notFine} /></h2>
      ${isWrong && html`<p class="note bad">${words.wrong}</p>`}
      <${Facts} items=${[
        [words.version, version && html`<code>${version}</code>`],
        [
          words.pending,
          pending === 0
            ? words.pendingNone
            : html`${format.number(pending)} · <a href=${CHECK}>${words.toLint}</a>`,
        ],
        [
          words.drift,
          html`${driftOf(isDrifted)} <a href=${CHECK}>${isDrifted ? words.toCheck : words.toCompare}</a>`,
        ],
        [words.holder, holder ? holderOf(holder) : words.holderNone],
      ]} />
    </section>
  `;
}

/** What was changed before the last migration is in what it left: only a comparison tells. */
function driftOf(isDrifted) {
  if (isDrifted === null) return words.driftUnknown;
  return isDrifted ? words.driftYes : words.driftNo;
}

function holderOf({applicationName, clientAddress, pid, since}) {
  return words.holderOf(`${applicationName} (${clientAddress}, pid ${pid})`, format.dayTime(since));
}

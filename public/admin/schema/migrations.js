// Every migration with its state, and what is dangerous in those that are pending.
import * as format from '/common/format.js';
import {html, useState} from '/common/html.js';
import {Table} from '/common/list.js';
import {Badge, Empty} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {duration, nameParts} from './units.js';

const words = texts.schema;
const TONES = {applied: 'sent', pending: 'pending', running: 'processing', ahead: 'pending'};

/** @param lint of a check, when there was one */
export function Migrations({migrations, lint}) {
  const [text, setText] = useState('');
  const [state, setState] = useState('');
  const wanted = text.trim().toLowerCase().replaceAll(' ', '_');
  const shown = migrations
    .filter(migration => state === '' || migration.state === state)
    .filter(({name}) => name.toLowerCase().includes(wanted))
    .toReversed();
  const states = [...new Set(migrations.map(migration => migration.state))];
  return html`
    <form class="filters migration-filters" role="search" onSubmit=${event => event.preventDefault()}>
      <input type="search" class="search" aria-label=${words.find} placeholder=${words.find} value=${text} onInput=${event => setText(event.currentTarget.value)} />
      <label class="filter">
        <span>${words.onlyState}</span>
        <select value=${state} onChange=${event => setState(event.currentTarget.value)}>
          <option value="">${texts.lists.all}</option>
          ${states.map(name => html`<option key=${name} value=${name}>${words.states[name]}</option>`)}
        </select>
      </label>
      <span class="small" role="status">${words.shown(shown.length, migrations.length)}</span>
    </form>
    ${
      shown.length === 0
        ? html`<${Empty}>${texts.lists.nothingMatches}<//>`
        : html`<${Table} label=${words.viewNames.migrations} items=${shown} keyOf=${({name}) => name} columns=${columnsWith(lint)} />`
    }
  `;
}

function columnsWith(lint) {
  return [
    {
      name: 'migration',
      label: words.migration,
      show: migration => html`<${Name} migration=${migration} lint=${lint} />`,
    },
    {
      name: 'state',
      label: words.state,
      show: migration =>
        html`<${Badge} status=${TONES[migration.state] ?? 'failed'} label=${words.states[migration.state]} />`,
    },
    {
      name: 'at',
      label: words.at,
      isWide: true,
      show: ({at}) => (at ? html`<span class="whole-word">${format.dayTime(at)}</span>` : texts.nothing),
    },
    {
      name: 'took',
      label: words.took,
      isNumber: true,
      show: ({durationMs}) => (durationMs === null ? texts.nothing : duration(durationMs)),
    },
    {
      name: 'batch',
      label: words.batch,
      isNumber: true,
      isWide: true,
      show: ({batch}) => batch ?? texts.nothing,
    },
    {name: 'by', label: words.by, isWide: true, show: ({by}) => by ?? texts.nothing},
  ];
}

function Name({migration: {name, problem, error}, lint}) {
  const [plain, stamp] = nameParts(name);
  const findings = lint?.findings.filter(finding => finding.migration === name) ?? [];
  return html`
    <span class="main">${plain}</span>
    <code class="small below">${stamp}</code>
    ${problem && html`<span class="line bad-text">${problem}</span>`}
    ${error && html`<span class="line small">${words.error}: ${error}</span>`}
    ${findings.map(({rule, severity, why}) => html`<span class="line small" key=${why}>${words.severities[severity]} · ${rule}: ${why}</span>`)}
  `;
}

// How each run of a migration went, and the daily backups.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Table} from '/common/list.js';
import {Badge, Empty} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {duration, nameParts, size} from './units.js';

const words = texts.schema;

export function Runs({runs}) {
  if (runs.length === 0) return html`<${Empty}>${words.noRuns}<//>`;
  return html`<${Table} label=${words.viewNames.runs} items=${runs} columns=${RUNS} />`;
}

const RUNS = [
  {
    name: 'migration',
    label: words.migration,
    show: ({name, error}) => html`
      <span class="main">${nameParts(name)[0]}</span>
      <code class="small below">${nameParts(name)[1]}</code>
      ${error && html`<span class="line bad-text">${error}</span>`}
    `,
  },
  {
    name: 'direction',
    label: words.direction,
    isWide: true,
    show: ({direction}) => words.directions[direction],
  },
  {
    name: 'state',
    label: words.state,
    show: ({state}) =>
      html`<${Badge} status=${state === 'running' ? 'processing' : state} label=${words.states[state]} />`,
  },
  {
    name: 'at',
    label: words.at,
    isWide: true,
    show: ({startedAt}) => html`<span class="whole-word">${format.dayTime(startedAt)}</span>`,
  },
  {
    name: 'took',
    label: words.took,
    isNumber: true,
    show: ({durationMs}) => (durationMs === null ? texts.nothing : duration(durationMs)),
  },
  {
    name: 'by',
    label: words.by,
    isWide: true,
    show: ({by, host, applicationVersion}) => html`
      ${[by, host].filter(Boolean).join('@')}
      ${applicationVersion && html`<span class="small line">${words.build} ${applicationVersion}</span>`}
    `,
  },
];

export function Backups({backups}) {
  if (backups.length === 0) return html`<${Empty}>${words.noBackups}<//>`;
  return html`<${Table} label=${words.viewNames.backups} items=${backups} columns=${BACKUPS} />`;
}

const BACKUPS = [
  {
    name: 'file',
    label: words.backup,
    show: ({file, error}) => html`
      <code>${file.split('/').at(-1)}</code>
      ${error && html`<span class="line bad-text">${error}</span>`}
    `,
  },
  {
    name: 'state',
    label: words.state,
    show: ({state}) => html`<${Badge} status=${state} label=${words.backupStates[state]} />`,
  },
  {name: 'at', label: words.at, show: ({startedAt}) => format.dayTime(startedAt)},
  {
    name: 'took',
    label: words.took,
    isNumber: true,
    isWide: true,
    show: ({startedAt, finishedAt}) =>
      finishedAt ? duration(new Date(finishedAt) - new Date(startedAt)) : texts.nothing,
  },
  {
    name: 'size',
    label: words.size,
    isNumber: true,
    show: ({bytes}) => (bytes === null ? texts.nothing : size(bytes)),
  },
];

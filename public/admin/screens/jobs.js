// Background jobs: what waits, what gave up and can be tried again, and when each recurring one ran last.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Table} from '/common/list.js';
import {Empty, Facts, Loaded, ProblemNote, say} from '/common/parts.js';
import {get, post} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad, useTask} from '/common/use.js';
import {ScreenHead} from '../frame.js';

const words = texts.jobs;
const PATH = '/api/admin/jobs';

export function Jobs() {
  const load = useLoad(signal => get(PATH, undefined, {signal}).then(({data}) => data), []);
  return html`
    <${ScreenHead} title=${words.title}>
      <button type="button" disabled=${load.isLoading} onClick=${load.reload}>${words.reload}</button>
    <//>
    <${Loaded} load=${load} lines=${16}>
      ${({queue, failures, recurring}) => html`
        <div class="stack">
          <section class="card stack">
            <h2>${words.queue}</h2>
            <${Facts} items=${factsOf(queue)} />
          </section>
          <${Failures} failures=${failures} reload=${load.reload} />
          <section class="stack">
            <h2>${words.recurring}</h2>
            <${Table} label=${words.recurring} items=${recurring} keyOf=${({task}) => task} columns=${RECURRING} />
          </section>
        </div>
      `}
    <//>
  `;
}

function factsOf({ready, scheduled, running, failed, oldestReadyAt}) {
  return [
    [words.ready, format.number(ready)],
    [words.oldest, oldestReadyAt && format.dayTime(oldestReadyAt)],
    [words.scheduled, format.number(scheduled)],
    [words.running, format.number(running)],
    [words.failed, format.number(failed)],
  ];
}

function Failures({failures, reload}) {
  const retry = useTask(async id => {
    await post(`${PATH}/${id}/retry`);
    say(words.queued);
    reload();
  });
  return html`
    <section class="stack">
      <h2>${words.failures}</h2>
      <${ProblemNote} problem=${retry.problem} />
      ${
        failures.length === 0
          ? html`<${Empty}>${words.noFailures}<//>`
          : html`<${Table} label=${words.failures} items=${failures} columns=${[
              ...FAILURE,
              {
                name: 'retry',
                label: words.action,
                show: ({id, task}) => html`
                  <button type="button" disabled=${retry.isRunning} onClick=${() => retry.run(id)}>
                    ${texts.actions.tryAgain}<span class="visually-hidden">: ${nameOf(task)}</span>
                  </button>
                `,
              },
            ]} />`
      }
    </section>
  `;
}

/** What a task does, in words; one that is new here by its own name. */
const nameOf = task => words.tasks[task] ?? task.replaceAll('_', ' ');

const FAILURE = [
  {name: 'task', label: words.task, show: ({task}) => nameOf(task)},
  {name: 'error', label: words.error, show: ({lastError}) => lastError ?? texts.nothing},
  {
    name: 'attempts',
    label: words.attempts,
    isWide: true,
    isNumber: true,
    show: ({attempts, maxAttempts}) => words.attemptsOf(attempts, maxAttempts),
  },
  {name: 'since', label: words.since, isWide: true, show: ({createdAt}) => format.dayTime(createdAt)},
];

const RECURRING = [
  {name: 'task', label: words.task, show: ({task}) => nameOf(task)},
  {
    name: 'last',
    label: words.lastRun,
    show: ({lastRunAt}) => (lastRunAt ? format.dayTime(lastRunAt) : words.never),
  },
];

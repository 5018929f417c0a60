// Compares the schema with its migrations on request, and tries out what is pending.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Badge, ProblemNote} from '/common/parts.js';
import {post} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useTask} from '/common/use.js';
import {duration, nameParts} from './units.js';

const words = texts.schema;

export function Check({checked, pending, onChecked}) {
  const task = useTask(async () => onChecked((await post('/api/admin/schema/check')).data));
  return html`
    <section class="card stack" aria-labelledby="check">
      <h2 id="check">${words.checkTitle}</h2>
      <p class="small">${words.checkHint}</p>
      <div class="actions">
        <button type="button" class=${pending > 0 && !checked ? 'primary' : ''} disabled=${task.isRunning} onClick=${() => task.run()}>
          ${task.isRunning ? texts.actions.working : words.check}
        </button>
        <span class="small" role="status">
          ${task.isRunning ? words.checking : checked && words.checkedAt(format.dayTime(checked.checkedAt), duration(checked.durationMs))}
        </span>
      </div>
      <${ProblemNote} problem=${task.problem} />
      ${checked && html`<${Drift} drift=${checked.drift} /><${Lint} lint=${checked.lint} />`}
    </section>
  `;
}

function Drift({drift: {isDrifted, comparedBy, reason, differences}}) {
  return html`
    <div class="stack tight">
      <p class=${`note ${isDrifted ? 'attention' : 'good'}`}>${isDrifted ? resultOf(differences) : words.same}</p>
      <p class="small">${words.comparedBy[comparedBy]}${reason && ` (${reason})`}</p>
      ${
        differences.length > 0 &&
        html`
          <div class="table-box" tabindex="0" role="region" aria-label=${words.differences(differences.length)}>
            <table>
              <thead><tr><th scope="col">${words.thing}</th><th scope="col">${words.expected}</th><th scope="col">${words.live}</th></tr></thead>
              <tbody>
                ${differences.map(
                  ({object, change, expected, live}, index) => html`
                    <tr key=${index}>
                      <th scope="row">${object}<span class="small line">${words.changes[change]}</span></th>
                      <td><code>${expected ?? texts.nothing}</code></td>
                      <td><code>${live ?? texts.nothing}</code></td>
                    </tr>
                  `,
                )}
              </tbody>
            </table>
          </div>
        `
      }
    </div>
  `;
}

const resultOf = differences =>
  differences.length === 0
    ? words.driftResult
    : `${words.driftResult} ${words.differences(differences.length)}:`;

const TONES = {error: 'error', warning: 'warning', hint: 'plain'};
const ORDER = ['error', 'warning', 'hint'];

function Lint({lint}) {
  const {findings, silenced, notes, failure, skippedBecause, migrations} = lint;
  const sorted = findings.toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  return html`
    <div class="stack tight">
      <h3>${words.lint}</h3>
      ${skippedBecause && html`<p class="note attention">${skippedBecause}</p>`}
      ${failure && html`<p class="note bad">${words.lintFailed(nameParts(failure.migration)[0], failure.error)}</p>`}
      ${!skippedBecause && !failure && findings.length === 0 && html`<p>${migrations.length === 0 ? words.lintNothing : words.lintFine}</p>`}
      ${sorted.length > 0 && html`<ul class="findings">${sorted.map((finding, index) => html`<${Finding} key=${index} finding=${finding} />`)}</ul>`}
      ${silenced.map(({rule, reason}, index) => html`<p class="small" key=${index}>${words.silenced(rule, reason ?? texts.nothing)}</p>`)}
      ${notes.map(note => html`<p class="small" key=${note}>${note}</p>`)}
    </div>
  `;
}

function Finding({finding: {rule, severity, migration, statement, why, safer, measured}}) {
  return html`
    <li class="stack tight">
      <p><${Badge} status=${TONES[severity]} label=${words.severities[severity]} /> <strong>${rule}</strong> <span class="small">${nameParts(migration)[0]}${measured && ` · ${words.measured}`}</span></p>
      ${statement && html`<code class="small">${statement}</code>`}
      <p>${why}</p>
      <p><strong>${words.safer}:</strong> ${safer}</p>
    </li>
  `;
}

// Cancellation policies: all of them, and what their steps say in words.
import {html} from '/common/html.js';
import {CsvButton} from '/common/list.js';
import {Badge, Loaded} from '/common/parts.js';
import {get} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';

const words = texts.policies;
export const POLICIES = {
  entity: 'cancellation_policy',
  path: '/api/admin/cancellation-policies',
  address: '/admin/settings/cancellation-policies',
  list: '/admin/settings',
  words: {...words, title: texts.settings.title},
};

export function Policies() {
  const load = useLoad(signal => get(POLICIES.path, {limit: 100}, {signal}).then(({data}) => data.items), []);
  return html`
    <section class="stack policies" id="cancellation-policies">
      <div class="row">
        <h2>${words.title}</h2>
        <div class="actions">
          <${CsvButton} path=${POLICIES.path} query=${{}} />
          <a class="button" href=${`${POLICIES.address}/new`}>${words.add}</a>
        </div>
      </div>
      <p class="small">${words.intro}</p>
      <${Loaded} load=${load} lines=${4}>
        ${policies => html`
          <div class="columns">
            ${policies.map(
              policy => html`
                <article class="card stack" key=${policy.id}>
                  <div class="row">
                    <h3><a href=${`${POLICIES.address}/${policy.id}`}>${policy.name}</a></h3>
                    ${policy.isDefault && html`<${Badge} status="active" label=${words.inUse} />`}
                  </div>
                  <${InWords} tiers=${policy.tiers} />
                </article>
              `,
            )}
          </div>
        `}
      <//>
    </section>
  `;
}

/** @param tiers {minDaysBefore, refundPercent}, as numbers; in any order */
export function InWords({tiers}) {
  return html`<ul class="plain-list">${linesOf(tiers).map(line => html`<li key=${line}>${line}</li>`)}</ul>`;
}

export function linesOf(tiers) {
  const steps = [...tiers].sort((one, other) => other.minDaysBefore - one.minDaysBefore);
  const lines = steps.map(({minDaysBefore, refundPercent}, index) => {
    const before = steps[index - 1]?.minDaysBefore;
    return words.line(periodOf(minDaysBefore, before), refundPercent);
  });
  const last = steps.at(-1)?.minDaysBefore ?? 0;
  return last > 0 ? [...lines, words.line(words.whenLess(last), 0)] : lines;
}

function periodOf(from, before) {
  if (before === undefined) return words.whenFrom(from);
  const to = before - 1;
  if (from === 0) return to === 0 ? words.whenSame : words.whenLess(before);
  return words.whenBetween(from, to);
}

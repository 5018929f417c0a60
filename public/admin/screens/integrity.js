// What does not agree in the company's numbers: what it means, and where to mend it.
import * as format from '/common/format.js';
import {html, useState} from '/common/html.js';
import {Confirm, Facts, Loaded, say} from '/common/parts.js';
import {get, newKey, post} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad, useTask} from '/common/use.js';
import {ScreenHead} from '../frame.js';

const words = texts.integrity;
const PATH = '/api/admin/integrity';

const ADDRESSES = {
  booking: id => `/admin/bookings/${id}`,
  schedule: id => `/admin/schedules/${id}`,
  refund: id => `/admin/refunds/${id}`,
  discount_code: id => `/admin/discount-codes/${id}`,
  email: id => `/admin/emails/${id}`,
  payment_event: () => '/admin/payments?view=open',
  waiting_list_entry: () => '/admin/waiting-list',
};

export function Integrity() {
  const load = useLoad(signal => get(PATH, undefined, {signal}).then(({data}) => data), []);
  return html`
    <${ScreenHead} title=${words.title}>
      <button type="button" disabled=${load.isLoading} onClick=${load.reload}>${words.again}</button>
    <//>
    <p class="small lead">${words.about}</p>
    <${Loaded} load=${load} lines=${14}>${report => html`<${Report} report=${report} reload=${load.reload} />`}<//>
  `;
}

function Report({report, reload}) {
  const found = report.checks.filter(({count}) => count > 0);
  const fine = report.checks.filter(({count}) => count === 0);
  const total = found.reduce((sum, {count}) => sum + count, 0);
  return html`
    <div class="stack wide">
      <section class=${`verdict ${found.length === 0 ? 'good' : 'attention'}`} aria-live="polite">
        <h2>${found.length === 0 ? words.clean : words.found(total)}</h2>
        ${found.length === 0 && html`<p>${words.cleanHint(report.checks.length)}</p>`}
        <p class="small">${words.checkedAt(format.dayTime(report.checkedAt))}</p>
      </section>
      ${found.map(check => html`<${Finding} key=${check.name} check=${check} />`)}
      <${Provider} last=${report.reconciliation} isNeeded=${found.some(({name}) => name === 'provider')} reload=${reload} />
      ${fine.length > 0 && html`<${Fine} checks=${fine} />`}
    </div>
  `;
}

function Finding({check}) {
  const {title = check.name, means = check.about, mend = check.action, link} = words.checks[check.name] ?? {};
  return html`
    <section class="card stack" aria-labelledby=${`check-${check.name}`}>
      <h2 id=${`check-${check.name}`}>${title} <span class="badge attention">${format.number(check.count)}</span></h2>
      <p>${means}</p>
      <p><strong>${words.mend}:</strong> ${mend} ${link && html`<a href=${link[0]}>${link[1]}</a>`}</p>
      <div class="table-box" tabindex="0" role="region" aria-label=${title}>
        <table>
          <thead><tr><th scope="col">${words.what}</th><th scope="col">${words.expected}</th><th scope="col">${words.isNow}</th></tr></thead>
          <tbody>${check.differences.map((difference, index) => html`<${Difference} key=${index} difference=${difference} />`)}</tbody>
        </table>
      </div>
      ${check.count > check.differences.length && html`<p class="small">${words.most(check.differences.length, format.number(check.count))}</p>`}
    </section>
  `;
}

function Difference({difference: {entity, id, reference, expected, found}}) {
  const name = [words.entities[entity] ?? entity, reference ?? (id === null ? undefined : `#${id}`)]
    .filter(Boolean)
    .join(' ');
  const href = id === null ? undefined : ADDRESSES[entity]?.(id);
  return html`
    <tr>
      <th scope="row">${href ? html`<a href=${href}>${name}</a>` : name}</th>
      <td>${readable(expected)}</td>
      <td>${readable(found)}</td>
    </tr>
  `;
}

/** Amounts as money, moments as the company's clock, statuses in words. */
function readable(text) {
  if (/^-?\d+\.\d\d$/.test(text)) return format.money(text);
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return format.dayTime(text);
  return words.values[text] ?? texts.statuses[text] ?? text;
}

/** @param isNeeded whether card payments are set up, and nothing was compared for long */
function Provider({last, isNeeded, reload}) {
  const [isAsking, setAsking] = useState(false);
  return html`
    <section class="card stack" aria-labelledby="provider">
      <h2 id="provider">${words.provider}</h2>
      ${
        last
          ? html`<${Facts} items=${[
              [words.comparedAt, format.dayTime(last.finishedAt)],
              [words.comparedFrom, format.day(last.comparedFrom)],
              [words.payments, format.number(last.paymentsSeen)],
              [words.refunds, format.number(last.refundsSeen)],
              [words.mended, format.number(last.mended)],
            ]} />`
          : html`<p>${words.neverCompared}</p>`
      }
      ${(last || isNeeded) && html`<div class="actions"><button type="button" onClick=${() => setAsking(true)}>${words.compare}</button></div>`}
      ${isAsking && html`<${Compare} reload=${reload} onClose=${() => setAsking(false)} />`}
    </section>
  `;
}

function Compare({reload, onClose}) {
  const [key] = useState(newKey);
  const task = useTask(async () => {
    await post(`${PATH}/reconciliation`, undefined, {key});
    say(words.compared);
    reload();
    onClose();
  });
  return html`
    <${Confirm} title=${words.compareTitle} action=${words.compare} task=${task} onClose=${onClose}><p>${words.compareHint}</p><//>
  `;
}

function Fine({checks}) {
  return html`
    <details class="card">
      <summary>${words.fine(checks.length)}</summary>
      <ul class="fine-checks">
        ${checks.map(({name}) => html`<li key=${name}><span aria-hidden="true">✓</span> ${words.checks[name]?.title ?? name}</li>`)}
      </ul>
    </details>
  `;
}

// Cancelling: what comes back is shown, to the penny, before anything happens.
import * as format from '/common/format.js';
import {html, useId, useState} from '/common/html.js';
import {Dialog, Loaded, ProblemNote, say} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {useLoad, useTask} from '/common/use.js';
import {kindly} from './ask.js';

const words = texts.book.cancel;

export function Cancel({booking, holder, reload}) {
  const [isAsking, setAsking] = useState(false);
  if (new Date(booking.schedule.startDatetime) <= new Date()) return null;
  const done = () => {
    setAsking(false);
    say(words.done);
    reload();
  };
  return html`
    <section class="card row">
      <div><h2>${words.title}</h2><p class="small">${words.hint}</p></div>
      <button type="button" onClick=${() => setAsking(true)}>${words.look}</button>
      ${isAsking && html`<${Ask} booking=${booking} holder=${holder} done=${done} onClose=${() => setAsking(false)} />`}
    </section>
  `;
}

function Ask({booking, holder, done, onClose}) {
  const id = useId();
  const [reason, setReason] = useState('');
  const load = useLoad(signal => holder.get('/cancellation-preview', {signal}), []);
  const amount = load.data?.refundAmount ?? '0.00';
  const comesBack = amount === '0.00' ? undefined : format.money(amount);
  const task = useTask(async () => {
    const body = reason.trim() === '' ? {} : {reason};
    await holder.send('POST', '/cancel', {body: {...body, courseScheduleId: booking.schedule.id}});
    done();
  });
  return html`
    <${Dialog} title=${words.ask(booking.bookingReference)} onClose=${onClose}>
      <${Loaded} load=${load} lines=${5}>
        ${preview => html`
          <${Refund} preview=${preview} />
          <p>${words.consequence(booking.seats, booking.contact.email)}</p>
        `}
      <//>
      <div class="field">
        <label for=${id}>${words.reason} <span class="small">${texts.forms.optional}</span></label>
        <textarea id=${id} rows="2" maxlength="500" value=${reason} onInput=${event => setReason(event.currentTarget.value)}></textarea>
      </div>
      <${ProblemNote} problem=${kindly(task.problem)} />
      <footer class="actions">
        <button type="button" class="danger" disabled=${task.isRunning || load.data === undefined} onClick=${() => task.run()}>
          ${task.isRunning ? texts.actions.working : words.action(comesBack)}
        </button>
        <button type="button" onClick=${onClose}>${texts.book.keepAsIs}</button>
      </footer>
    <//>
  `;
}

/** The policy's words and the sum. @param isSeat one seat of several, not the whole booking */
export function Refund({preview, isSeat = false}) {
  const {paidAmount, refundAmount, tier, daysBefore, policy} = preview;
  if (paidAmount === '0.00') return html`<p class="refund">${words.nothingPaid}</p>`;
  const paid = format.money(paidAmount);
  return html`
    <div class="refund">
      <p><span class="big-sum">${words.back(format.money(refundAmount))}</span> ${isSeat ? words.paidSeat(paid) : words.paid(paid)}</p>
      <p class="small">${tier ? words.tier(policy, tier, daysBefore) : words.noTier}</p>
    </div>
  `;
}

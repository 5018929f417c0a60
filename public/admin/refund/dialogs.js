// What staff do with a refund: each dialog says what will happen before it does.
import {Choice, TextArea, TextField} from '/common/fields.js';
import {useForm} from '/common/form.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {say} from '/common/parts.js';
import {get, post} from '/common/request.js';
import {texts} from '/common/texts.js';
import {ActionDialog} from '../booking/action.js';
import {pence, pounds} from '../booking/amounts.js';

const words = texts.refunds;
const AS_IT_CAME = 'as_it_came';

/**
 * A form whose refund somebody else may have changed meanwhile: then nothing is done, and what it is now is told.
 * @param step the last part of the API's path; `bodyOf`: values → its body; `done`: what is said then
 */
function useStep({refund, step, initial = {}, bodyOf = () => undefined, done, onDone}) {
  const path = `/api/admin/refunds/${refund.id}`;
  return useForm({
    draft: `refund/${refund.id}/${step}`,
    initial,
    save: async (values, {key}) => {
      try {
        await post(`${path}/${step}`, bodyOf(values), {key});
      } catch (problem) {
        if (problem.code !== 'INVALID_STATUS_CHANGE') throw problem;
        const {data} = await get(path);
        // A lost answer of our own press looks the same: only another state is somebody else's.
        if (data.version === refund.version) throw problem;
        onDone(data.status);
        return;
      }
      say(done);
      onDone();
    },
  });
}

export function Approve({refund, onDone, onClose}) {
  const form = useStep({refund, step: 'approve', done: words.approved, onDone});
  const amount = format.money(refund.amount);
  const parts = refund.plannedParts ?? [];
  return html`
    <${ActionDialog} title=${words.approveTitle(amount, format.contactName(refund))} form=${form} action=${words.approveAction(amount)} onClose=${onClose}
      isReady=${refund.plannedParts !== null} effects=${[...parts.map(effectOf), words.effects.told, words.effects.stays]}>
      ${refund.plannedParts === null ? html`<p class="note attention">${words.notEnough}</p>` : html`<p>${words.causes[refund.cause]}: ${refund.reason}</p>`}
    <//>
  `;
}

function effectOf({amount, byHand, paymentMethod}) {
  const money = format.money(amount);
  return byHand
    ? words.effects.byHand(money, texts.paymentMethods[paymentMethod].toLowerCase())
    : words.effects.toCard(money);
}

export function Reject({refund, onDone, onClose}) {
  const form = useStep({
    refund,
    step: 'reject',
    initial: {reason: ''},
    bodyOf: ({reason}) => ({reason}),
    done: words.rejected,
    onDone,
  });
  return html`
    <${ActionDialog} title=${words.rejectTitle(format.money(refund.amount), format.contactName(refund))} form=${form} action=${words.rejectAction} isDangerous
      onClose=${onClose} effects=${[words.effects.noMoney, words.effects.toldRejected, words.effects.stays]}>
      <${TextArea} form=${form} name="reason" label=${words.rejectReason} hint=${words.rejectReasonHint} required maxlength="500" autofocus />
    <//>
  `;
}

export function Retry({refund, onDone, onClose}) {
  const form = useStep({refund, step: 'retry', done: words.retried, onDone});
  const parts = refund.plannedParts ?? [];
  return html`
    <${ActionDialog} title=${words.retryTitle(format.money(refund.amount))} form=${form} action=${words.retry} onClose=${onClose}
      effects=${[...parts.map(effectOf), words.effects.rest, words.effects.told]}>
      ${refund.failureReason && html`<p>${words.failedBecause}: ${refund.failureReason}</p>`}
    <//>
  `;
}

export function PaidBack({refund, onDone, onClose}) {
  const form = useStep({
    refund,
    step: 'paid-back',
    initial: {paymentMethod: AS_IT_CAME, note: ''},
    bodyOf: ({paymentMethod, note}) => ({
      ...(paymentMethod === AS_IT_CAME ? {} : {paymentMethod}),
      ...(note.trim() === '' ? {} : {note}),
    }),
    done: words.paidBackDone,
    onDone,
  });
  const back = refund.parts.filter(({status}) => status === 'succeeded');
  const rest = back.reduce((sum, part) => sum - pence(part.amount), pence(refund.amount));
  const amount = format.money(refund.status === 'failed' ? pounds(rest) : refund.byHandAmount);
  const methods = [[AS_IT_CAME, words.asItCame], ...Object.entries(texts.paymentMethods)];
  return html`
    <${ActionDialog} title=${words.paidBackTitle(amount)} form=${form} action=${words.paidBackAction} onClose=${onClose}
      effects=${[words.effects.ledger(amount), words.effects.toldNow]}>
      <div class="fields">
        <${Choice} form=${form} name="paymentMethod" label=${words.paidBackMethod} options=${methods} required autofocus />
        <${TextField} form=${form} name="note" label=${words.note} hint=${words.noteHint} maxlength="500" />
      </div>
    <//>
  `;
}

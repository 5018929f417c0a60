// Money by hand: record what came in, and give back what was paid.

import {writeDraft} from '/common/drafts.js';
import {Checkbox, Choice, MoneyField, TextField} from '/common/fields.js';
import {useForm} from '/common/form.js';
import * as format from '/common/format.js';
import {html, useRef} from '/common/html.js';
import {Dialog, Facts, ProblemNote} from '/common/parts.js';
import {get, post} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad, useSettled} from '/common/use.js';
import {ActionDialog} from './action.js';
import {amountOf, duePence, isMore, isNothing, pence, pounds} from './amounts.js';
import {partsText} from './approve-dialog.js';

const words = texts.booking;

export function RecordPayment({booking, onDone, onClose}) {
  const due = pounds(Math.max(duePence(booking), 0));
  const form = useForm({
    draft: `booking/${booking.id}/payment`,
    initial: {
      amount: due,
      paymentMethod: booking.paymentMethod === 'card' ? 'bank_transfer' : booking.paymentMethod,
      receivedAt: '',
      note: '',
    },
    save: async ({amount, paymentMethod, receivedAt, note}, {key}) => {
      const body = {
        amount: amountOf(amount),
        paymentMethod,
        receivedAt: receivedAt === '' ? undefined : format.fromInput(receivedAt),
        note: note === '' ? undefined : note,
      };
      await post(`/api/admin/bookings/${booking.id}/payments`, body, {key});
      onDone(words.pay.done(format.money(body.amount)));
    },
  });
  return html`
    <${ActionDialog} title=${words.pay.title} form=${form} action=${words.actions.pay} onClose=${onClose} effects=${effectsOfPayment(booking, form.values.amount, due)}>
      <div class="fields">
        <${MoneyField} form=${form} name="amount" label=${words.pay.amount} hint=${words.pay.amountHint(format.money(due))} required autofocus />
        <${Choice} form=${form} name="paymentMethod" label=${words.pay.method} options=${Object.entries(texts.paymentMethods)} required />
        <${TextField} form=${form} name="receivedAt" type="datetime-local" label=${words.pay.receivedAt} hint=${words.pay.receivedHint} max=${format.toInput(Date.now())} />
        <${TextField} form=${form} name="note" label=${words.pay.note} hint=${words.pay.noteHint} maxlength="500" />
      </div>
    <//>
  `;
}

function effectsOfPayment({status, contact}, amount, due) {
  const paid = pence(amount);
  if (!(paid > 0)) return [];
  if (paid > pence(due)) return [words.pay.tooMuch(format.money(due))];
  const isFull = paid === pence(due);
  const isConfirmed = isFull && status === 'pending';
  return [
    isFull && (isConfirmed ? words.pay.fullPending : words.pay.full),
    !isFull && words.pay.rest(format.money(pounds(pence(due) - paid))),
    words.mailed(words.pay.receipt, contact.email),
    isConfirmed && words.mailed(words.confirm.mail, contact.email),
  ];
}

/** Gives back what is typed; the booking stays as it is. */
export function RefundBooking({booking, onDone, onClose}) {
  const path = `/api/admin/bookings/${booking.id}/refund-preview`;
  const load = useLoad(signal => get(path, undefined, {signal}).then(({data}) => data), [booking.id]);
  if (load.problem)
    return html`<${Dialog} title=${words.refund.title} onClose=${onClose}><${ProblemNote} problem=${load.problem} retry=${load.reload} /><//>`;
  return (
    load.data &&
    html`<${RefundForm} booking=${booking} most=${load.data} path=${path} onDone=${onDone} onClose=${onClose} />`
  );
}

function RefundForm({booking, most, path, onDone, onClose}) {
  const form = useRefund(booking, most, onDone);
  const {amount, approve} = form.values;
  const settled = useSettled(pence(amount) === undefined ? undefined : amountOf(amount));
  const isAllowed = settled !== undefined && !isNothing(settled) && !isMore(settled, most.refundableAmount);
  const preview = useLoad(
    isAllowed ? signal => get(path, {amount: settled}, {signal}).then(({data}) => data) : undefined,
    [settled],
  );
  const parts = isAllowed && preview.data ? preview.data.parts : [];
  const money = format.money(pence(amount) === undefined ? 0 : amount);
  const title = words.refund.title;
  return html`
    <${ActionDialog} title=${title} form=${form} onClose=${onClose} isReady=${isAllowed}
      action=${approve ? words.refund.action(money) : words.refund.ask(money)}
      effects=${[
        !approve && words.refund.waits,
        ...partsText(parts),
        words.refund.told(booking.contact.email),
        words.refund.stays,
      ]}>
      <${Facts} items=${[
        [words.refund.paid, format.money(most.paidAmount)],
        [words.refund.refundable, format.money(most.refundableAmount)],
        [words.refund.policy(most.tier), format.money(most.policyAmount)],
      ]} />
      ${isNothing(most.refundableAmount) && html`<p class="note">${words.refund.nothing}</p>`}
      <${Amount} form=${form} most=${most} booking=${booking} />
      <${TextField} form=${form} name="reason" label=${words.refund.reason} hint=${words.refund.reasonHint} required maxlength="500" />
      <${Checkbox} form=${form} name="approve" label=${words.refund.approve} hint=${words.refund.approveHint} />
      <${ProblemNote} problem=${preview.problem} />
    <//>
  `;
}

/** What was asked for is not asked for again when only its approval failed. */
function useRefund(booking, most, onDone) {
  const asked = useRef();
  const draft = `booking/${booking.id}/refund`;
  return useForm({
    draft,
    initial: {amount: most.refundableAmount, reason: '', approve: true},
    save: async ({amount, reason, approve}, {key}) => {
      const wanted = amountOf(amount);
      if (asked.current?.amount !== wanted || asked.current.reason !== reason) {
        const {data} = await post(
          `/api/admin/bookings/${booking.id}/refunds`,
          {amount: wanted, reason},
          {key},
        );
        asked.current = {id: data.id, amount: wanted, reason};
        // It waits on the booking's page now: nobody should ask for it once more.
        writeDraft(draft, undefined);
      }
      if (approve) await post(`/api/admin/refunds/${asked.current.id}/approve`);
      onDone(approve ? words.refund.done(format.money(wanted)) : words.refund.asked(format.money(wanted)));
    },
  });
}

function Amount({form, most}) {
  const half = pounds(Math.round(pence(most.paidAmount) / 2));
  const presets = [
    [words.refund.all, most.refundableAmount],
    [words.refund.half, half],
    [words.refund.byPolicy, most.policyAmount],
  ].filter(([, amount]) => !isNothing(amount) && !isMore(amount, most.refundableAmount));
  return html`
    <div class="stack tight">
      <${MoneyField} form=${form} name="amount" label=${words.refund.amount} required autofocus />
      <div class="actions">
        ${presets.map(
          ([label, amount]) => html`
            <button type="button" key=${label} aria-pressed=${pence(form.values.amount) === pence(amount) ? 'true' : 'false'} onClick=${() => form.set('amount', amount)}>
              ${label} · ${format.money(amount)}
            </button>
          `,
        )}
      </div>
      ${isMore(form.values.amount, most.refundableAmount) && html`<p class="problem" role="alert">${words.refund.tooMuch(format.money(most.refundableAmount))}</p>`}
    </div>
  `;
}

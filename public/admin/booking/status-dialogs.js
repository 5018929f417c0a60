// Confirm, close after the course, and cancel a booking.
import {MoneyField, TextField} from '/common/fields.js';
import {useForm} from '/common/form.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Loaded} from '/common/parts.js';
import {get, post} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {ActionDialog} from './action.js';
import {amountOf, duePence, isMore, isNothing, pounds} from './amounts.js';

const words = texts.booking;

/** Each dialog: @param onDone (what was done) → void, once it is; `onClose`: nothing was */
export function ConfirmBooking({booking, onDone, onClose}) {
  const form = useForm({
    initial: {},
    save: async (_, {key}) => {
      await post(`/api/admin/bookings/${booking.id}/confirm`, undefined, {key});
      onDone(words.confirm.done);
    },
  });
  const due = duePence(booking);
  return html`
    <${ActionDialog} title=${words.confirm.title} form=${form} action=${words.actions.confirm} onClose=${onClose}
      effects=${[
        words.confirm.vouch,
        due > 0 && words.confirm.due(format.money(pounds(due))),
        words.mailed(words.confirm.mail, booking.contact.email),
      ]} />
  `;
}

/** @param status completed or no_show */
export function CloseBooking({booking, status, onDone, onClose}) {
  const form = useForm({
    initial: {},
    save: async (_, {key}) => {
      const verb = status === 'completed' ? 'complete' : 'no-show';
      await post(`/api/admin/bookings/${booking.id}/${verb}`, undefined, {key});
      onDone(words.closing.done);
    },
  });
  const name = status === 'completed' ? 'completed' : 'noShow';
  return html`
    <${ActionDialog} title=${words.closing[name]} form=${form} action=${words.closing[`${name}Action`]} onClose=${onClose}
      effects=${[words.closing[`${name}Text`], words.nobodyMailed]} />
  `;
}

export function CancelBooking({booking, onDone, onClose}) {
  const load = useLoad(signal => moneyOf(booking, signal), [booking.id]);
  const form = useForm({
    draft: `booking/${booking.id}/cancel`,
    initial: {reason: '', back: 'policy', amount: ''},
    save: async ({reason, back, amount}, {key}) => {
      const body = {reason, ...(back === 'other' ? {refundAmount: amountOf(amount)} : {})};
      await post(`/api/admin/bookings/${booking.id}/cancel`, body, {key});
      onDone(words.cancel.done);
    },
  });
  const isOther = form.values.back === 'other';
  const policyAmount = load.data?.refundAmount;
  return html`
    <${ActionDialog} title=${words.cancel.title} form=${form} action=${words.cancel.action} isDangerous isReady=${load.data !== undefined}
      onClose=${onClose}
      effects=${[
        words.cancel.seats(booking.seats),
        !isOther &&
          policyAmount &&
          !isNothing(policyAmount) &&
          words.cancel.automatic(format.money(policyAmount)),
        isOther && words.refund.waits,
        words.mailed(words.cancel.mail, booking.contact.email),
        words.cancel.final,
      ]}>
      <${TextField} form=${form} name="reason" label=${words.cancel.reason} hint=${words.cancel.reasonHint} required maxlength="255" autofocus />
      <div class="reserve-money">
        <${Loaded} load=${load} lines=${3}>
          ${preview => html`<${WhatGoesBack} preview=${preview} form=${form} />`}
        <//>
      </div>
    <//>
  `;
}

/** What the policy brings back, and the most that can go back. */
async function moneyOf({id, bookingReference}, signal) {
  const [policy, most] = await Promise.all([
    get(`/api/bookings/${bookingReference}/cancellation-preview`, undefined, {signal}),
    get(`/api/admin/bookings/${id}/refund-preview`, undefined, {signal}),
  ]);
  return {...policy.data, refundableAmount: most.data.refundableAmount};
}

function WhatGoesBack({preview, form}) {
  const {tier, refundAmount, refundableAmount} = preview;
  if (isNothing(refundableAmount)) return html`<p>${words.cancel.nothing}</p>`;
  const tierText = tier ? words.cancel.percent(tier.name, tier.refundPercent) : words.cancel.began;
  const option = (value, label) => html`
    <label class="choice">
      <input type="radio" name="back" value=${value} checked=${form.values.back === value} onChange=${() => form.set('back', value)} />
      ${label}
    </label>
  `;
  return html`
    <fieldset class="choices">
      <legend>${words.cancel.back}</legend>
      ${option('policy', words.cancel.policy(format.money(refundAmount), tierText))}
      ${option('other', words.cancel.other)}
      ${
        form.values.back === 'other' &&
        html`
          <${MoneyField} form=${form} name="amount" label=${words.cancel.amount} hint=${words.cancel.amountHint(format.money(refundableAmount))} required />
          ${isMore(form.values.amount, refundableAmount) && html`<p class="problem" role="alert">${words.refund.tooMuch(format.money(refundableAmount))}</p>`}
        `
      }
    </fieldset>
  `;
}

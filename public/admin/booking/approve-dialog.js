// Approve a refund that somebody asked for.
import {useForm} from '/common/form.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Facts, Loaded} from '/common/parts.js';
import {get, post} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {ActionDialog} from './action.js';

const words = texts.booking;

/** @param item the refund */
export function ApproveRefund({booking, item, onDone, onClose}) {
  const path = `/api/admin/refunds/${item.id}`;
  const load = useLoad(signal => chargesOf(booking, signal), [item.id]);
  const money = format.money(item.amount);
  const form = useForm({
    initial: {},
    save: async (_, {key}) => {
      await post(`${path}/approve`, undefined, {key});
      onDone(words.refund.done(money));
    },
  });
  return html`
    <${ActionDialog} title=${words.approve.title} form=${form} action=${words.refund.action(money)} onClose=${onClose}
      isReady=${load.data !== undefined}
      effects=${[load.data && wayBack(load.data, item.amount), words.refund.told(booking.contact.email)]}>
      <${Facts} items=${[
        [words.refund.amount, money],
        [words.reason, item.reason],
        [words.approve.cause, words.causes[item.cause]],
      ]} />
      <${Loaded} load=${load} lines=${0}>${() => null}<//>
    <//>
  `;
}

async function chargesOf({id}, signal) {
  const query = {bookingId: id, kind: 'charge', status: 'succeeded', limit: 100};
  const {data} = await get('/api/admin/payments', query, {signal});
  return data.items;
}

/** Which charges it gives back is decided with the approval: said is what is sure before. */
function wayBack(charges, amount) {
  const byCard = charges.filter(({providerId}) => providerId !== null);
  if (byCard.length === charges.length) return words.refund.toCard(format.money(amount));
  const methods = new Set(charges.map(({paymentMethod}) => paymentMethod));
  if (byCard.length > 0 || methods.size > 1) return words.cancel.mixed;
  return words.refund.byHand(
    format.money(amount),
    texts.paymentMethods[charges[0].paymentMethod].toLowerCase(),
  );
}

/** How each part goes back, a sentence each. @param parts of a refund or of its preview */
export function partsText(parts) {
  return parts.map(({byHand, amount, paymentMethod}) =>
    byHand
      ? words.refund.byHand(format.money(amount), texts.paymentMethods[paymentMethod].toLowerCase())
      : words.refund.toCard(format.money(amount)),
  );
}

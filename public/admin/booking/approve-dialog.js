// Approve a refund that somebody asked for.
import {useForm} from '/common/form.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Facts, ProblemNote} from '/common/parts.js';
import {get, post} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {ActionDialog} from './action.js';

const words = texts.booking;

/** @param item the refund */
export function ApproveRefund({booking, item, onDone, onClose}) {
  const path = `/api/admin/refunds/${item.id}`;
  const load = useLoad(signal => get(path, undefined, {signal}).then(({data}) => data.plannedParts), [path]);
  const money = format.money(item.amount);
  const form = useForm({
    initial: {},
    save: async () => {
      await post(`${path}/approve`);
      onDone(words.refund.done(money));
    },
  });
  return html`
    <${ActionDialog} title=${words.approve.title} form=${form} action=${words.refund.action(money)} onClose=${onClose}
      isReady=${Boolean(load.data)} effects=${[...partsText(load.data ?? []), words.refund.told(booking.contact.email)]}>
      <${Facts} items=${[
        [words.refund.amount, money],
        [words.reason, item.reason],
        [words.approve.cause, texts.refunds.causes[item.cause]],
      ]} />
      ${load.data === null && html`<p class="note attention">${texts.refunds.notEnough}</p>`}
      <${ProblemNote} problem=${load.problem} retry=${load.reload} />
    <//>
  `;
}

/** How each part goes back, a sentence each. @param parts of a refund or of its preview */
export function partsText(parts) {
  return parts.map(({byHand, amount, paymentMethod}) =>
    byHand
      ? words.refund.byHand(format.money(amount), texts.paymentMethods[paymentMethod].toLowerCase())
      : words.refund.toCard(format.money(amount)),
  );
}

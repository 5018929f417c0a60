// A booking's money: the parts of its price, what came in and went back, and the papers about it.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Badge, Facts, ProblemNote} from '/common/parts.js';
import {download} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useTask} from '/common/use.js';
import {Part} from './about.js';
import {duePence, pence, pounds} from './amounts.js';

const words = texts.booking;

export function Money({booking}) {
  const {paymentAmount, discountApplied, discountCode, retainedAmount, paidAmount, paymentMethod} = booking;
  const price = pounds(pence(paymentAmount) + pence(discountApplied));
  const due = duePence(booking);
  const given = pence(discountApplied) > 0;
  const isBack = ['refunded', 'partially_refunded'].includes(booking.paymentStatus);
  return html`
    <${Part} title=${words.money}>
      <dl class="sums">
        ${sum(words.price, price)}
        ${given && sum(discountCode ? words.discountWith(discountCode) : words.discount, `-${discountApplied}`)}
        ${given && sum(words.amount, paymentAmount)}
        ${pence(retainedAmount) > 0 && sum(words.retained, retainedAmount, 'small')}
        ${sum(words.paid, paidAmount)}
        ${due >= 0 && booking.status !== 'cancelled' && sum(isBack ? words.dueAgain : words.due, pounds(due), 'total')}
        ${due < 0 && sum(words.tooMuch, pounds(-due), 'total')}
      </dl>
      <${Facts} items=${[[words.method, texts.paymentMethods[paymentMethod]]]} />
    <//>
  `;
}

function sum(name, amount, kind) {
  return html`<div class=${kind}><dt>${name}</dt><dd>${format.money(amount)}</dd></div>`;
}

/** @param items undefined: they could not be loaded; `none`: what stands there when there are none */
function Rows({title, items, none, children}) {
  return html`
    <${Part} title=${title}>
      ${items === undefined && html`<p class="note bad">${words.notLoaded}</p>`}
      ${items?.length === 0 && html`<p class="small">${none}</p>`}
      ${items?.length > 0 && html`<ul class="entries">${items.map(children)}</ul>`}
    <//>
  `;
}

export function Payments({items}) {
  return html`
    <${Rows} title=${words.payments} items=${items} none=${words.noPayments}>
      ${({id, kind, amount, paymentMethod, status, failureReason, processedAt, createdAt}) => html`
        <li key=${id} class="row">
          <span class="grow">
            ${words.kinds[kind]} · ${texts.paymentMethods[paymentMethod]}
            <span class="small line">${format.dayTime(processedAt ?? createdAt)}${failureReason && ` · ${failureReason}`}</span>
          </span>
          <span class="end"><${Badge} status=${status} /><strong class="amount">${format.money(amount)}</strong></span>
        </li>
      `}
    <//>
  `;
}

export function Refunds({items, open}) {
  if (items?.length === 0) return null;
  return html`
    <${Rows} title=${words.refunds} items=${items}>
      ${refund => html`
        <li key=${refund.id} class="row">
          <span class="grow">
            <a href=${`/admin/refunds/${refund.id}`}>${texts.refunds.causes[refund.cause]}</a>
            <span class="small line">${format.dayTime(refund.createdAt)} · ${refund.reason}</span>
          </span>
          <span class="end">
            ${refund.status === 'pending' && html`<button type="button" aria-label=${words.approve.actionOf(format.money(refund.amount))} onClick=${() => open('approve', refund)}>${words.approve.action}</button>`}
            <${Badge} status=${refund.status} />
            <strong class="amount">${format.money(refund.amount)}</strong>
          </span>
        </li>
      `}
    <//>
  `;
}

export function Documents({items}) {
  return html`
    <${Rows} title=${words.documents} items=${items} none=${words.noDocuments}>
      ${document => html`<${Document} key=${document.id} ...${document} />`}
    <//>
  `;
}

function Document({id, kind, number, issuedAt, totalAmount}) {
  const task = useTask(() => download(`/api/admin/documents/${id}`));
  return html`
    <li class="row">
      <span class="grow">${words.kinds[kind]} ${number}<span class="small line">${format.day(issuedAt)}</span></span>
      <span class="end">
        <button type="button" disabled=${task.isRunning} aria-label=${words.downloadOf(number)} onClick=${() => task.run()}>${words.download}</button>
        <strong class="amount">${format.money(totalAmount)}</strong>
      </span>
      <${ProblemNote} problem=${task.problem} />
    </li>
  `;
}

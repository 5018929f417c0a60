// One refund: what it is, how it goes back, what happened, and what staff can do now.
import * as format from '/common/format.js';
import {html, useState} from '/common/html.js';
import {Badge, Facts, Loaded} from '/common/parts.js';
import {get} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad, useRecordTitle} from '/common/use.js';
import {ScreenHead} from '../frame.js';
import {History} from '../log/history.js';
import {useSoon} from '../log/soon.js';
import {Approve, PaidBack, Reject, Retry} from './dialogs.js';

const words = texts.refunds;

export function Refund({id}) {
  const load = useLoad(
    signal => get(`/api/admin/refunds/${id}`, undefined, {signal}).then(({data}) => data),
    [id],
  );
  const [meanwhile, setMeanwhile] = useState();
  const [dialog, setDialog] = useState();
  /** @param status what somebody else has made of it, when they were faster */
  const done = status => {
    setDialog(undefined);
    setMeanwhile(status);
    load.reload();
  };
  useSoon(load, ({status}) => status === 'approved');
  const title = load.data && words.one(format.contactName(load.data));
  useRecordTitle(title);
  return html`
    <${Loaded} load=${load} lines=${14}>
      ${refund => html`
        <${ScreenHead} title=${title} back=${['/admin/refunds', words.title]} />
        <div class="stack">
          ${meanwhile && html`<div class="note attention" role="alert"><p>${words.meanwhile(words.statuses[meanwhile])}</p></div>`}
          <${WhatNext} refund=${refund} onChoose=${setDialog} />
          <div class="columns">
            <${About} refund=${refund} />
            <${Parts} refund=${refund} />
          </div>
          <${History} key=${refund.version} entityType="refund" entityId=${refund.id} title=${words.history} none=${words.historyNone} />
        </div>
        ${dialog && html`<${DIALOGS[dialog]} refund=${refund} onDone=${done} onClose=${() => setDialog(undefined)} />`}
      `}
    <//>
  `;
}

const DIALOGS = {approve: Approve, reject: Reject, retry: Retry, paidBack: PaidBack};
/** What each status lets staff do; the first is the usual one. */
const ACTIONS = {
  pending: ['approve', 'reject'],
  failed: ['retry', 'paidBack', 'reject'],
  byHand: ['paidBack'],
};

function WhatNext({refund, onChoose}) {
  const isByHand = refund.status === 'processing' && Number(refund.byHandAmount) > 0;
  const actions = ACTIONS[isByHand ? 'byHand' : refund.status] ?? [];
  return html`
    <section class="card stack" aria-labelledby="next">
      <h2 id="next">${words.whatNext} <${Badge} status=${refund.status} label=${isByHand ? words.next.processing : words.statuses[refund.status]} /></h2>
      <p>${isByHand ? words.hints.byHand(format.money(refund.byHandAmount)) : words.hints[refund.status]}</p>
      ${refund.plannedParts === null && html`<p class="note attention">${words.notEnough}</p>`}
      ${
        actions.length > 0 &&
        html`
          <div class="actions">
            ${actions.map(
              (name, index) =>
                html`<button type="button" key=${name} class=${index === 0 ? 'primary' : ''} onClick=${() => onChoose(name)}>${words[name]}…</button>`,
            )}
          </div>
        `
      }
    </section>
  `;
}

function About({refund}) {
  return html`
    <section class="card stack" aria-labelledby="about">
      <h2 id="about">${words.about}</h2>
      <${Facts} items=${[
        [words.amount, html`<strong>${format.money(refund.amount)}</strong>`],
        [
          words.booking,
          html`<a href=${`/admin/bookings/${refund.bookingId}`}>${refund.bookingReference}</a>`,
        ],
        [words.cause, words.causes[refund.cause]],
        [words.reason, refund.reason],
        [words.asked, format.dayTime(refund.createdAt)],
        [words.decided, refund.decidedAt && format.dayTime(refund.decidedAt)],
        [words.completed, refund.completedAt && format.dayTime(refund.completedAt)],
        [words.rejectedBecause, refund.rejectionReason],
        [words.failedBecause, refund.failureReason],
        [words.attempts, refund.attempts > 0 && format.number(refund.attempts)],
      ]} />
    </section>
  `;
}

function Parts({refund}) {
  const isPlan = refund.parts.length === 0 && (refund.plannedParts?.length ?? 0) > 0;
  const parts = isPlan ? refund.plannedParts : refund.parts;
  return html`
    <section class="card stack" aria-labelledby="parts">
      <h2 id="parts">${isPlan ? words.planned : words.parts}</h2>
      ${
        parts.length === 0
          ? html`<p class="small">${words.noParts}</p>`
          : html`<ul class="plain-list">${parts.map(part => html`<${Part} key=${part.id ?? part.chargeTransactionId} part=${part} />`)}</ul>`
      }
    </section>
  `;
}

function Part({part}) {
  const way = part.byHand
    ? words.byHand(texts.paymentMethods[part.paymentMethod].toLowerCase())
    : words.byProvider;
  return html`
    <li class="row">
      <span><strong>${format.money(part.amount)}</strong> ${way}</span>
      ${part.status && html`<${Badge} status=${part.status} label=${texts.payments.statuses[part.status]} />`}
      ${part.failureReason && html`<span class="small line">${part.failureReason}</span>`}
    </li>
  `;
}

// The mails about a booking: what became of each, how it reads, and sending it again.

import {useForm} from '/common/form.js';
import * as format from '/common/format.js';
import {html, useState} from '/common/html.js';
import {Badge, Dialog, Loaded} from '/common/parts.js';
import {get, post} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {Part} from './about.js';
import {ActionDialog} from './action.js';

const words = texts.booking.mails;

const FIRST = 5;

export function Mails({items, booking, open}) {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? items : items?.slice(0, FIRST);
  return html`
    <${Part} title=${words.title}>
      ${items === undefined && html`<p class="note bad">${texts.booking.notLoaded}</p>`}
      ${items?.length === 0 && html`<p class="small">${words.none}</p>`}
      ${
        items?.length > 0 &&
        html`
          <ul class="entries">
            ${shown.map(
              mail => html`
                <li key=${mail.id} class="row">
                  <span class="grow">
                    ${withoutReference(mail.subject, booking)}
                    <span class="small line">${format.dayTime(mail.sentAt ?? mail.createdAt)} · ${mail.recipient}</span>
                    ${mail.errorMessage && html`<span class="bad-text line">${mail.errorMessage}</span>`}
                  </span>
                  <span class="end">
                    <${Badge} status=${mail.status} />
                    <button type="button" aria-label=${words.readOf(mail.subject)} onClick=${() => open('read', mail)}>${words.read}</button>
                    <button type="button" aria-label=${words.resendOf(mail.subject)} onClick=${() => open('resend', mail)}>${texts.booking.actions.resend}</button>
                  </span>
                </li>
              `,
            )}
          </ul>
        `
      }
      ${items?.length > shown?.length && html`<div><button type="button" onClick=${() => setAll(true)}>${words.all(items.length)}</button></div>`}
    <//>
  `;
}

/** On the booking's own page its number says nothing new. */
export const withoutReference = (subject, {bookingReference}) =>
  subject.replace(` (${bookingReference})`, '');

const preview = id => signal =>
  get(`/api/admin/email-logs/${id}/preview`, undefined, {signal}).then(({data}) => data);

export function ReadMail({item, onClose}) {
  const load = useLoad(preview(item.id), [item.id]);
  return html`
    <${Dialog} title=${item.subject} isWide onClose=${onClose}>
      <p class="small">${words.to} ${item.recipient}. ${words.asNow}</p>
      <${Loaded} load=${load} lines=${10}>
        ${({text, obsoleteBecause}) => html`
          ${obsoleteBecause && html`<p class="note attention">${words.obsolete(obsoleteBecause)}</p>`}
          ${text && html`<div class="letter verbatim" tabindex="0" role="region" aria-label=${item.subject}>${text}</div>`}
        `}
      <//>
    <//>
  `;
}

export function ResendMail({item, onDone, onClose}) {
  const load = useLoad(preview(item.id), [item.id]);
  const form = useForm({
    initial: {},
    save: async (_, {key}) => {
      await post(`/api/admin/email-logs/${item.id}/resend`, undefined, {key});
      onDone(words.done);
    },
  });
  const why = load.data?.obsoleteBecause;
  return html`
    <${ActionDialog} title=${words.resendTitle} form=${form} action=${texts.booking.actions.resend} onClose=${onClose}
      isReady=${load.data !== undefined && !why} effects=${[!why && load.data && words.resendText(load.data.recipient)]}>
      <p><strong>${item.subject}</strong></p>
      ${why && html`<p class="note attention">${words.obsolete(why)}</p>`}
    <//>
  `;
}

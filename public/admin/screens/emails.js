// Mails: the log with what became of each, and one mail with a preview and sending it again.
import * as format from '/common/format.js';
import {html, useState} from '/common/html.js';
import {List, pick} from '/common/list.js';
import {Badge, Confirm, Facts, Loaded, say} from '/common/parts.js';
import {get, newKey, post} from '/common/request.js';
import {navigate, setQuery, useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad, useRecordTitle, useTask} from '/common/use.js';
import {ScreenHead} from '../frame.js';
import {useSoon} from '../log/soon.js';
import {Preview} from '../mail/preview.js';
import {OnlyBooking} from '../money/only.js';

const words = texts.emails;
const PATH = '/api/admin/email-logs';
const ADDRESS = '/admin/emails';
const typeOf = ({emailType}) => words.types[emailType] ?? emailType;

export function Emails() {
  const {query} = useAddress();
  const only = pick(query, ['bookingId']);
  return html`
    <${ScreenHead} title=${words.title} />
    ${only.bookingId && html`<${OnlyBooking} id=${only.bookingId} words=${words} />`}
    <${Recipient} value=${query.recipient ?? ''} />
    <${List} path=${PATH} label=${words.title} hasSearch=${false} empty=${words.empty} columns=${COLUMNS} hrefOf=${({id}) => `${ADDRESS}/${id}`}
      fixed=${{...only, ...pick(query, ['recipient'])}}
      filters=${[
        {name: 'status', label: words.status, options: Object.entries(words.statuses)},
        {name: 'emailType', label: words.type, options: Object.entries(words.types)},
        {name: 'from', label: words.from, type: 'date'},
        {name: 'to', label: words.to, type: 'date'},
      ]} />
  `;
}

/** The API finds whole addresses only, so it is asked on Enter and not at each letter. */
function Recipient({value}) {
  const submit = event => {
    event.preventDefault();
    setQuery({recipient: new FormData(event.currentTarget).get('recipient').trim(), after: undefined});
  };
  return html`
    <form class="filters" role="search" aria-label=${words.search} onSubmit=${submit}>
      <input class="search" type="search" name="recipient" key=${value} value=${value} maxlength="255" aria-label=${words.search} placeholder=${words.search} />
      <button>${texts.lists.search}</button>
      ${value && html`<button type="button" class="quiet" onClick=${() => setQuery({recipient: undefined, after: undefined})}>${words.anyRecipient}</button>`}
    </form>
  `;
}

const COLUMNS = [
  {
    name: 'subject',
    label: words.subject,
    show: ({subject, bookingReference, recipient}) => html`
      <span class="main">${subject.replace(` (${bookingReference})`, '')}</span>
      ${bookingReference && html`<span class="small below whole-word">${bookingReference}</span>`}
      <span class="small below narrow-only address">${recipient}</span>
    `,
  },
  {
    name: 'recipient',
    label: words.recipient,
    isWide: true,
    show: ({recipient}) => html`<span class="address">${recipient}</span>`,
  },
  {name: 'type', label: words.type, isWide: true, show: typeOf},
  {
    name: 'status',
    label: words.status,
    show: ({status, errorMessage, attempts}) => html`
      <${Badge} status=${status} label=${words.statuses[status]} />
      ${errorMessage && html`<span class="small line">${errorMessage}</span>`}
      ${attempts > 1 && html`<span class="small line">${words.attempts}: ${attempts}</span>`}
    `,
  },
  {
    name: 'created',
    label: words.created,
    sort: 'id',
    isWide: true,
    show: ({createdAt}) => html`<span class="whole-word">${format.dayTime(createdAt)}</span>`,
  },
];

export function Email({id}) {
  const load = useLoad(
    async signal => {
      const [email, preview] = await Promise.all([
        get(`${PATH}/${id}`, undefined, {signal}),
        get(`${PATH}/${id}/preview`, undefined, {signal}),
      ]);
      return {email: email.data, preview: preview.data};
    },
    [id],
  );
  useSoon(load, ({email}) => ['queued', 'sending'].includes(email.status) && email.nextAttemptAt === null);
  useRecordTitle(load.data?.email.subject);
  const [isSending, setSending] = useState(false);
  return html`
    <${Loaded} load=${load} lines=${16}>
      ${({email, preview}) => html`
        <${ScreenHead} title=${email.subject} back=${[ADDRESS, words.title]}>
          <button type="button" class=${['failed', 'bounced'].includes(email.status) ? 'primary' : ''} onClick=${() => setSending(true)}>${words.resend}…</button>
        <//>
        <div class="mail-columns">
          <${About} email=${email} />
          <${Preview} preview=${preview} />
        </div>
        ${isSending && html`<${Resend} email=${email} preview=${preview} onClose=${() => setSending(false)} />`}
      `}
    <//>
  `;
}

function About({email}) {
  return html`
    <section class="card stack" aria-labelledby="status">
      <h2 id="status">${words.status} <${Badge} status=${email.status} label=${words.statuses[email.status]} /></h2>
      <p>${words.hints[email.status]}</p>
      ${email.errorMessage && html`<p class=${`note ${email.status === 'sent' ? 'plain' : 'bad'}`}>${words.error}: ${email.errorMessage}</p>`}
      <${Facts} items=${[
        [words.recipient, email.recipient],
        [words.type, typeOf(email)],
        [
          words.booking,
          email.bookingId &&
            html`<a href=${`/admin/bookings/${email.bookingId}`}>${email.bookingReference}</a>`,
        ],
        [words.created, format.dayTime(email.createdAt)],
        [words.sent, email.sentAt && format.dayTime(email.sentAt)],
        [words.attempts, format.number(email.attempts)],
        [words.nextAttempt, email.nextAttemptAt && format.dayTime(email.nextAttemptAt)],
      ]} />
    </section>
  `;
}

function Resend({email, preview, onClose}) {
  const [key] = useState(newKey);
  const task = useTask(async () => {
    const {data} = await post(`${PATH}/${email.id}/resend`, undefined, {key});
    say(words.resent);
    navigate(`${ADDRESS}/${data.id}`);
  });
  return html`
    <${Confirm} title=${words.resendTitle} action=${words.resendAction} task=${task} onClose=${onClose}>
      <ul>
        <li>${words.resendTo(email.recipient)} ${email.bookingId && words.resendToBooking}</li>
        <li>${words.resendNow}</li>
        ${preview.obsoleteBecause && html`<li>${words.resendObsolete} (${preview.obsoleteBecause})</li>`}
      </ul>
    <//>
  `;
}

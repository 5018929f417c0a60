// What an account is and can do: its facts, a link to set a password, its places in line, and where its traces are.
import * as format from '/common/format.js';
import {html, useState} from '/common/html.js';
import {Badge, Confirm, Facts, say} from '/common/parts.js';
import {post, withQuery} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useTask} from '/common/use.js';
import {Related} from './related.js';

const words = texts.users;

export function accountOf({isGuest, emailVerified}) {
  if (isGuest) return 'none';
  return emailVerified ? 'confirmed' : 'unconfirmed';
}

export function UserFacts({user}) {
  const account = accountOf(user);
  const hint = account === 'none' && words.accountHints[user.role === 'customer' ? 'customer' : 'staff'];
  return html`
    <section class="card stack">
      <h2>${texts.records.facts}</h2>
      <${Facts} items=${[
        [
          words.account,
          html`${words.accountKinds[account]}${hint && html`<span class="small below">${hint}</span>`}`,
        ],
        [words.lastLogin, user.lastLogin ? format.dayTime(user.lastLogin) : words.never],
        [user.role === 'customer' ? words.since : words.addedOn, format.day(user.createdAt)],
      ]} />
      <ul class="plain-list">
        ${user.role === 'instructor' && html`<li><a href=${`/admin/calendar?instructorId=${user.id}`}>${words.calendar}</a></li>`}
        ${user.role === 'instructor' && html`<li><a href=${withQuery('/admin/schedules', {instructorId: user.id, to: format.addDays(format.dayOf(), -1), sort: '-startDatetime'})}>${words.past}</a></li>`}
        <li><a href=${withQuery('/admin/emails', {recipient: user.email})}>${words.mails}</a></li>
        ${user.role === 'admin' && html`<li><a href=${withQuery('/admin/activity', {adminId: user.id})}>${words.done}</a></li>`}
      </ul>
    </section>
  `;
}

/** A new password is only ever set by whoever reads that mailbox. */
export function SendLink({user}) {
  const [isOpen, setOpen] = useState(false);
  const task = useTask(async () => {
    await post('/api/auth/password-reset', {email: user.email}, {token: null});
    setOpen(false);
    say(words.linkSent);
  });
  // Guests register instead: the link is only mailed to who may sign in.
  if (user.isGuest && user.role === 'customer') return null;
  const close = () => {
    task.clear();
    setOpen(false);
  };
  return html`
    <button type="button" onClick=${() => setOpen(true)}>${words.sendLink}</button>
    ${
      isOpen &&
      html`
      <${Confirm} title=${words.sendLinkTitle} action=${words.sendLinkAction} task=${task} onClose=${close}>
        <p>${words.sendLinkText(user.email)}</p>
      <//>
    `
    }
  `;
}

export function WaitingOf({userId}) {
  return html`
    <${Related} title=${words.waiting} path="/api/admin/waiting-list" query=${{userId, isLive: true}}
      all=${['/admin/waiting-list', {userId}]} allLabel=${words.waitingAll} empty=${words.waitingNone} lines=${1}
      columns=${[
        {name: 'course', label: texts.waitingList.course, show: ({courseName}) => courseName},
        {name: 'date', label: texts.waitingList.date, show: ({startDatetime}) => format.day(startDatetime)},
        {name: 'seats', label: texts.waitingList.seats, isNumber: true, show: ({seats}) => seats},
        {
          name: 'status',
          label: texts.waitingList.status,
          show: ({status}) => html`<${Badge} status=${status} />`,
        },
      ]}
      hrefOf=${({courseScheduleId}) => `/admin/schedules/${courseScheduleId}`} />
  `;
}

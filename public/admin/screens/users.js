// Customers, instructors and admins: the lists, and one of them with what hangs on the account.
import {Choice, TextField} from '/common/fields.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Badge} from '/common/parts.js';
import {useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {accountOf, SendLink, UserFacts, WaitingOf} from '../record/account.js';
import {BookingsOf, SchedulesOf} from '../record/related.js';
import {NULLABLE} from '../record/values.js';
import {Name, RecordList, RecordScreen} from '../record.js';

const words = texts.users;
const path = '/api/admin/users';
const kindOf = (name, role) => ({
  path,
  entity: 'user',
  address: `/admin/${name}`,
  role,
  words: {...words, ...words[name]},
});
const CUSTOMERS = kindOf('customers', 'customer');
const INSTRUCTORS = kindOf('instructors', 'instructor');

export function Customers() {
  return html`
    <${RecordList} kind=${CUSTOMERS} searchHint=${words.search} fixed=${{role: 'customer'}} empty=${words.empty.customer}
      filters=${[
        {name: 'isGuest', label: words.account, options: words.accountOptions},
        {name: 'isActive', label: words.isActive, options: texts.yesNo},
      ]}
      columns=${[...COLUMNS, {name: 'since', label: words.since, sort: 'id', isWide: true, show: ({createdAt}) => format.day(createdAt)}]} />
  `;
}

export function Instructors() {
  const {query} = useAddress();
  const role = query.role === 'admin' ? 'admin' : 'instructor';
  const kind =
    role === 'admin'
      ? {...INSTRUCTORS, addAddress: '/admin/instructors/new?role=admin', words: words.adminList}
      : INSTRUCTORS;
  return html`
    <${RecordList} kind=${kind} searchHint=${words.search} fixed=${{role}} key=${role} empty=${words.empty.instructor}
      filters=${[{name: 'isActive', label: words.isActive, options: texts.yesNo}]}
      columns=${[...COLUMNS, {name: 'lastLogin', label: words.lastLogin, isWide: true, show: ({lastLogin}) => (lastLogin ? format.day(lastLogin) : words.never)}]}>
      <nav class="views" aria-label=${words.staffViews}>
        <a href="/admin/instructors" aria-current=${role === 'instructor' ? 'page' : undefined}>${INSTRUCTORS.words.title}</a>
        <a href="/admin/instructors?role=admin" aria-current=${role === 'admin' ? 'page' : undefined}>${words.adminList.title}</a>
      </nav>
    <//>
  `;
}

/** A long one is best broken before its @. */
function Address({email}) {
  const at = email.lastIndexOf('@');
  return html`<span class="breakable">${email.slice(0, at)}<wbr />${email.slice(at)}</span>`;
}

const COLUMNS = [
  {
    name: 'name',
    label: words.name,
    sort: 'lastName',
    show: user => html`<${Name} text=${format.fullName(user)} />`,
  },
  {
    name: 'email',
    label: words.email,
    sort: 'email',
    show: ({email}) => html`<${Address} email=${email} />`,
  },
  {name: 'phone', label: words.phone, isWide: true, show: ({phone}) => phone ?? texts.nothing},
  {
    name: 'account',
    label: words.account,
    isWide: true,
    show: user => html`
      ${words.accountKinds[accountOf(user)]}
      ${!user.isActive && html` <${Badge} status="inactive" />`}
    `,
  },
];

export function User({id, user: me}) {
  const {path: address, query} = useAddress();
  const kind = address.startsWith(INSTRUCTORS.address) ? INSTRUCTORS : CUSTOMERS;
  const role = query.role === 'admin' ? 'admin' : kind.role;
  return html`
    <${RecordScreen} kind=${kind} id=${id} titleOf=${format.fullName}
      fresh=${{firstName: '', lastName: '', email: '', phone: '', role}}
      as=${{phone: NULLABLE}}
      labels=${words}
      choices=${{role: words.roles}}
      errorFields=${{EMAIL_TAKEN: 'email', LAST_ADMIN: 'role', IN_USE: 'role'}}
      head=${user => html`<${Heading} user=${user} me=${me} />`}
      actions=${user => html`<${Links} user=${user} />`}
      side=${user => (user ? html`<${UserFacts} user=${user} />` : html`<p class="note">${words.newHint}</p>`)}
      aside=${user => html`<${Belonging} user=${user} />`}>
      ${(form, user) => html`
        <${TextField} form=${form} name="firstName" label=${words.firstName} required maxlength="100" autocomplete="off" />
        <${TextField} form=${form} name="lastName" label=${words.lastName} required maxlength="100" autocomplete="off" />
        <${TextField} form=${form} name="email" type="email" label=${words.email} hint=${emailHint(form, user)} required maxlength="255" autocomplete="off" />
        <${TextField} form=${form} name="phone" type="tel" label=${words.phone} pattern="[0-9+\\(\\) \\-]{5,20}" title=${words.phoneFormat} maxlength="20" autocomplete="off" />
        <${Choice} form=${form} name="role" label=${words.role} options=${words.roles} hint=${roleHint(form, user)} required />
      `}
    <//>
  `;
}

/** What saving will do besides, as soon as it is typed. */
function emailHint({values}, user) {
  if (user === undefined || values.email.trim().toLowerCase() === user.email.toLowerCase()) return undefined;
  return words.emailChanges[user.isGuest ? 'guest' : 'account'];
}

function roleHint({values}, user) {
  const hint = words.roleHints[values.role];
  return user === undefined || values.role === user.role
    ? hint
    : `${hint} ${words.roleChanges(user.firstName)}`;
}

function Heading({user, me}) {
  return html`
    <span class="badge">${Object.fromEntries(words.roles)[user.role]}</span>
    <${Badge} status=${user.isActive ? 'active' : 'inactive'} />
    ${user.id === me.id && html`<span class="small">${words.you}</span>`}
  `;
}

function Links({user}) {
  return html`
    ${user.isActive && user.role === 'customer' && html`<a class="button primary" href=${`/admin/bookings/new?userId=${user.id}`}>${words.newBooking}</a>`}
    ${user.isActive && html`<${SendLink} user=${user} />`}
  `;
}

function Belonging({user}) {
  const {id, role} = user;
  return html`
    ${role === 'instructor' && html`<${SchedulesOf} query=${{instructorId: id}} columns=${['when', 'course', 'venue', 'seats', 'status']} empty=${words.noSchedules} />`}
    <${BookingsOf} query=${{userId: id}} empty=${words.noBookings} />
    ${role === 'customer' && html`<${WaitingOf} userId=${id} />`}
  `;
}

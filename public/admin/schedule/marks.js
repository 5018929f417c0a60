// Who was there and who passed, of one session: a press on a mark saves it, another press takes it back.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Badge, ProblemNote} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {PaymentBadge} from '../booking/badges.js';

const words = texts.register;
const ATTENDANCE = ['present', 'late', 'absent'];
const ASSESSMENT = ['passed', 'failed'];

export function Marks({register, session, marking}) {
  const today = format.dayOf();
  const isOpen = register.status !== 'cancelled';
  const sessionDay = format.dayOf(session.startDatetime);
  const canMark = isOpen && sessionDay <= today;
  const canAssess = isOpen && format.dayOf(register.startDatetime) <= today;
  const rows = register.attendees.map(attendee => rowOf(attendee, session, marking.pending));
  const unmarked = rows.filter(row => row.attendance === 'expected' && isMarkable(row.attendee));
  const all = () =>
    marking.attendance(Object.fromEntries(unmarked.map(({attendee}) => [attendee.id, 'present'])));
  return html`
    <div class="stack">
      ${isOpen && !canMark && html`<p class="note">${words.notBegun(format.longDay(sessionDay))}</p>`}
      ${canAssess && register.sessions.length > 1 && html`<p class="small">${words.passAfterAll}</p>`}
      <${ProblemNote} problem=${marking.problem} />
      <div class="row">
        <span>${words.counts(rows.length - unmarked.length, rows.length)}</span>
        <button type="button" disabled=${!canMark || unmarked.length === 0 || marking.isRunning} onClick=${all}>${words.allPresent}</button>
      </div>
      <div class="table-box" tabindex="0" role="region" aria-label=${words.title}>
        <table class="marks">
          <thead>
            <tr>
              <th scope="col">${words.name}</th>
              <th scope="col" class="wide-only">${words.contact}</th>
              <th scope="col" class="wide-only">${words.payment}</th>
              <th scope="col">${words.attendance}</th>
              <th scope="col">${words.assessment}</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              row =>
                html`<${Row} key=${row.attendee.id} row=${row} marking=${marking} canMark=${canMark} canAssess=${canAssess} />`,
            )}
          </tbody>
        </table>
      </div>
    </div>
  `;
}

const shortTime = at => `${format.shortDay(at)}, ${format.time(at)}`;

/** Of who did not come at all nothing is marked. */
const isMarkable = ({bookingStatus}) => bookingStatus !== 'no_show';

function rowOf(attendee, session, pending) {
  const stored = attendee.sessions.find(({sessionId}) => sessionId === session.id);
  return {
    attendee,
    stored,
    attendance: pending[`${session.id}/${attendee.id}`] ?? stored?.attendance ?? 'expected',
    assessment: pending[`assessment/${attendee.id}`] ?? attendee.assessment,
  };
}

function Row({row, marking, canMark, canAssess}) {
  const {attendee, stored, attendance, assessment} = row;
  const name = format.fullName(attendee);
  const {contact} = attendee;
  const isOff = marking.isRunning || !isMarkable(attendee);
  const hasAttended = attendee.attendance === 'present' || attendee.attendance === 'late';
  return html`
    <tr>
      <th scope="row">
        ${name}
        <span class="small line"><a href=${`/admin/bookings/${attendee.bookingId}`}>${attendee.bookingReference}</a></span>
      </th>
      <td class="wide-only">${format.fullName(contact)}<span class="small line">${contact.phone ?? contact.email}</span></td>
      <td class="wide-only">
        <${PaymentBadge} status=${attendee.paymentStatus} />
        ${attendee.bookingStatus !== 'confirmed' && html` <${Badge} status=${attendee.bookingStatus} />`}
      </td>
      <td>
        <${Toggles} label=${words.markOf(name)} options=${ATTENDANCE} value=${attendance} none="expected" isOff=${isOff || !canMark}
          onSet=${mark => marking.attendance({[attendee.id]: mark})} />
        ${stored?.markedBy && html`<span class="small line">${words.markedBy(stored.markedBy, shortTime(stored.markedAt))}</span>`}
      </td>
      <td>
        <${Toggles} label=${words.assessmentOf(name)} options=${ASSESSMENT} value=${assessment} none="pending"
          isOff=${isOff || !canAssess} unreachable=${hasAttended ? [] : ['passed']} onSet=${result => marking.assess(attendee.id, result)} />
        ${attendee.assessedBy && html`<span class="small line">${words.markedBy(attendee.assessedBy, shortTime(attendee.assessedAt))}</span>`}
      </td>
    </tr>
  `;
}

/** @param unreachable options that can not be chosen now */
function Toggles({label, options, value, none, isOff, unreachable = [], onSet}) {
  return html`
    <span class="toggles" role="group" aria-label=${label}>
      ${options.map(
        option => html`
          <button key=${option} type="button" class=${`toggle ${option}`} aria-pressed=${value === option ? 'true' : 'false'}
            disabled=${isOff || (unreachable.includes(option) && value !== option)} onClick=${() => onSet(value === option ? none : option)}>
            ${texts.statuses[option]}
          </button>
        `,
      )}
    </span>
  `;
}

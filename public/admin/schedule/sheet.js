// The register on paper: A4, a line for each person with room to sign for each session, and a few spare lines.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {texts} from '/common/texts.js';

const words = texts.register;
const SPARE_LINES = 2;
/** Room for all lines of an A4 page, in mm; a line is no lower and no higher than these. */
const ROOM = {portrait: 195, landscape: 125};
const LOWEST = 8;
const HIGHEST = 14;
/** More days than these are signed for on sheets of their own. */
const MOST_COLUMNS = 5;

export function Sheet({register}) {
  const {sessions} = register;
  const parts = Array.from({length: Math.ceil(sessions.length / MOST_COLUMNS)}, (_, part) =>
    sessions.slice(part * MOST_COLUMNS, (part + 1) * MOST_COLUMNS),
  );
  const isLandscape = sessions.length > 2;
  return html`
    <div class=${`print-only sheet ${isLandscape ? 'landscape' : ''}`} aria-hidden="true">
      ${parts.map((part, index) => html`<${Page} key=${index} register=${register} sessions=${part} isLandscape=${isLandscape} />`)}
    </div>
  `;
}

function Page({register, sessions, isLandscape}) {
  const {venue, attendees} = register;
  const lines = [...attendees, ...Array.from({length: SPARE_LINES})];
  const room = ROOM[isLandscape ? 'landscape' : 'portrait'];
  const height = `${Math.min(HIGHEST, Math.max(LOWEST, room / lines.length))}mm`;
  return html`
    <section class="sheet-page">
      <header>
        <div>
          <p class="sheet-title">${words.title}: ${register.courseName}</p>
          <p>${format.span(register.startDatetime, register.endDatetime)}</p>
          <p>${[venue.name, venue.addressLine1, venue.addressLine2, venue.city, venue.postcode].filter(Boolean).join(', ')}</p>
        </div>
        <div class="sheet-company">
          <p>${texts.company}</p>
          <p>${texts.schedules.instructor}: ${register.instructorName ?? '…………………………'}</p>
          <p>${words.people(attendees.length)}</p>
        </div>
      </header>
      <table>
        <thead>
          <tr>
            <th class="sheet-number"></th>
            <th class="sheet-name">${words.name}</th>
            ${sessions.map(
              ({id, startDatetime, endDatetime}) =>
                html`<th key=${id}>${words.signature}<br />${format.day(startDatetime)}<br />${format.time(startDatetime)}–${format.time(endDatetime)}</th>`,
            )}
            <th class="sheet-tick">${words.pass}</th>
            <th class="sheet-tick">${words.fail}</th>
          </tr>
        </thead>
        <tbody>
          ${lines.map(
            (attendee, index) => html`
              <tr key=${index} style=${{height}}>
                <td class="sheet-number">${index + 1}</td>
                <td>${attendee && html`<strong>${format.fullName(attendee)}</strong> <small>${attendee.bookingReference}</small>`}</td>
                ${sessions.map(({id}) => html`<td key=${id} class="sheet-sign">${marked(attendee, id)}</td>`)}
                <td class="sheet-tick">${attendee?.assessment === 'passed' && '✓'}</td>
                <td class="sheet-tick">${attendee?.assessment === 'failed' && '✓'}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
      <footer>
        <p>${words.instructorSignature}: ………………………………………………………</p>
        <p>${words.date}: ………………………</p>
      </footer>
    </section>
  `;
}

/** What is marked already stands small in the corner. */
function marked(attendee, sessionId) {
  const mark = attendee?.sessions.find(each => each.sessionId === sessionId)?.attendance ?? 'expected';
  return mark !== 'expected' && html`<small>${texts.statuses[mark]}</small>`;
}

// The attendee register: marks and assessments on the screen, and a sheet of paper to sign.
import * as format from '/common/format.js';
import {html, useEffect, useState} from '/common/html.js';
import {Empty, Loaded, ProblemNote, say} from '/common/parts.js';
import {download, get, request} from '/common/request.js';
import {setQuery, useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad, useRecordTitle, useTask} from '/common/use.js';
import {ScreenHead} from '../frame.js';
import {Marks} from '../schedule/marks.js';
import {Sheet} from '../schedule/sheet.js';

const words = texts.register;

export function Register({id}) {
  const path = `/api/admin/schedules/${id}/register`;
  const load = useLoad(signal => get(path, undefined, {signal}).then(({data}) => data), [path]);
  useRecordTitle(
    load.data && `${words.title}: ${load.data.courseName}, ${format.day(load.data.startDatetime)}`,
  );
  const csv = useTask(() => download(`${path}.csv`));
  return html`
    <div class="no-print">
      <${ScreenHead} title=${words.title} back=${[`/admin/schedules/${id}`, load.data?.courseName ?? texts.schedules.title]}>
        <button type="button" disabled=${csv.isRunning} onClick=${() => csv.run()}>${words.csv}</button>
        <button type="button" class="primary" disabled=${!load.data} onClick=${() => print()}>${words.print}</button>
      <//>
      <${ProblemNote} problem=${csv.problem} />
    </div>
    <${Loaded} load=${load} lines=${14}>
      ${register => html`
        <${OnScreen} register=${register} reload=${load.reload} />
        <${Sheet} register=${register} />
      `}
    <//>
  `;
}

function OnScreen({register, reload}) {
  const {query} = useAddress();
  const {sessions, attendees} = register;
  const session = sessions.find(({id}) => String(id) === query.session) ?? nearest(sessions);
  const marking = useMarking(register, session, reload);
  return html`
    <div class="register no-print">
      <p class="register-facts">
        <strong>${register.courseName}</strong>, ${format.span(register.startDatetime, register.endDatetime)}<br />
        ${register.venue.name}, ${register.venue.city}; ${register.instructorName ?? texts.schedules.unassigned}; ${words.people(attendees.length)}
      </p>
      ${sessions.length > 1 && html`<${Sessions} sessions=${sessions} shown=${session} />`}
      ${register.status === 'cancelled' && html`<p class="note attention">${words.closed}</p>`}
      ${
        attendees.length === 0
          ? html`<div class="card"><${Empty}>${words.empty}<//></div>`
          : html`<${Marks} register=${register} session=${session} marking=${marking} />`
      }
    </div>
  `;
}

/** Each session by its day. */
function Sessions({sessions, shown}) {
  return html`
    <nav class="views" aria-label=${words.session}>
      ${sessions.map(
        ({id, startDatetime}, index) => html`
          <a key=${id} href=${`?session=${id}`} aria-current=${id === shown.id ? 'page' : undefined}
            onClick=${event => {
              event.preventDefault();
              setQuery({session: id});
            }}>
            ${texts.schedule.day(index + 1)}: ${format.day(startDatetime)}
          </a>
        `,
      )}
    </nav>
  `;
}

/** Today's, or the next one, or the last. */
function nearest(sessions) {
  const today = format.dayOf();
  return (
    sessions.find(({startDatetime}) => format.dayOf(startDatetime) >= today) ?? sessions[sessions.length - 1]
  );
}

/** Each mark is saved as it is set: nothing to forget. Shown at once, and taken back when saving fails. */
function useMarking(register, session, reload) {
  const [kept, setKept] = useState({});
  const base = `/api/instructor/schedules/${register.id}`;
  const task = useTask(async (path, body, values) => {
    setKept(before => ({...before, ...values}));
    try {
      await request('PUT', path, {body});
      say(texts.saved);
    } catch (problem) {
      setKept({});
      throw problem;
    } finally {
      // The office's register also says who marked: read again.
      reload();
    }
  });
  useEffect(() => {
    if (!task.isRunning) setKept({});
  }, [register]);
  return {
    problem: task.problem,
    isRunning: task.isRunning,
    pending: kept,
    attendance: marks =>
      task.run(
        `${base}/sessions/${session.id}/attendance`,
        {marks: Object.entries(marks).map(([id, attendance]) => ({attendeeId: Number(id), attendance}))},
        Object.fromEntries(Object.entries(marks).map(([id, mark]) => [`${session.id}/${id}`, mark])),
      ),
    assess: (id, assessment) =>
      task.run(
        `${base}/assessments`,
        {assessments: [{attendeeId: id, assessment}]},
        {[`assessment/${id}`]: assessment},
      ),
  };
}

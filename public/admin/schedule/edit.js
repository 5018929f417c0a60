// Changes of a schedule: its details, or its days. Shows before saving what is in the way and who is told.
import {Choice, TextArea, TextField} from '/common/fields.js';
import {ConflictDialog, KeptNote, useForm} from '/common/form.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Dialog, say} from '/common/parts.js';
import {get, request} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {begunWith, currentOf} from '../booking/version.js';
import {optionsOf, useChoices} from './choices.js';
import {Clashes, Days, Refusal, useConflicts, useRefusal} from './fields.js';
import {isWhole, toLocal, toSession} from './times.js';

const words = texts.schedule;
const PARTS = {
  details: {
    names: ['venueId', 'instructorId', 'capacity', 'minSeats', 'notes'],
    title: words.editTitle,
    action: texts.actions.save,
    saved: texts.saved,
  },
  days: {names: ['days'], title: words.moveTitle, action: words.moveAction, saved: words.moved},
};

/** What a form keeps of a schedule. */
const valuesOf = (schedule, names) => {
  const all = {
    venueId: String(schedule.venueId),
    instructorId: schedule.instructorId === null ? '' : String(schedule.instructorId),
    capacity: String(schedule.capacity),
    minSeats: String(schedule.minSeats),
    notes: schedule.notes ?? '',
    days: schedule.sessions.map(toLocal),
  };
  return Object.fromEntries(names.map(name => [name, all[name]]));
};

/** Only what changed, as the API wants it. */
function changeOf({began, ...values}) {
  const write = {
    venueId: ['venueId', Number],
    instructorId: ['instructorId', id => (id === '' ? null : Number(id))],
    capacity: ['capacity', Number],
    minSeats: ['minSeats', Number],
    notes: ['notes', text => (text === '' ? null : text)],
    days: ['sessions', days => days.map(toSession)],
  };
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(began.values[name]))
      .map(([name, value]) => [write[name][0], write[name][1](value)]),
  );
}

/**
 * @param part `details` or `days`
 * @param days where somebody dragged it to; else those that it has
 * @param onClose (isSaved) → void
 */
export function EditSchedule({schedule, etag, part, days, onClose}) {
  const {names, saved} = PARTS[part];
  const path = `/api/admin/schedules/${schedule.id}`;
  const initial = begunWith(etag, valuesOf(schedule, names));
  const refusal = useRefusal();
  const form = useForm({
    draft: days ? undefined : `${path}/${part}`,
    initial: days ? {...initial, days} : initial,
    save: async values => {
      const body = changeOf(values);
      await refusal.watch(values, () => request('PATCH', path, {body, etag: values.began.etag}));
      say(saved);
      onClose(true);
    },
  });
  const choices = useChoices();
  const current = currentOf(form);
  if (!current)
    return html`<${EditDialog} schedule=${schedule} part=${part} form=${form} refusal=${refusal} choices=${choices} isDragged=${Boolean(days)} onClose=${onClose} />`;
  const theirs = valuesOf(current, names);
  const settle = values => {
    form.setAll({...values, began: {etag: `"${current.version}"`, values: theirs}});
    form.forgive();
  };
  return html`<${ConflictDialog} mine=${form.values} theirs=${theirs} base=${form.values.began.values} labels=${labelsOf(names)} show=${shower(choices)} onChoose=${settle} onClose=${form.forgive} />`;
}

function EditDialog({schedule, part, form, refusal, choices, isDragged, onClose}) {
  const {title, action} = PARTS[part];
  // What has begun is not looked up: the API says when it refuses.
  const hasBegun = new Date(schedule.startDatetime) <= new Date();
  const check = useConflicts(hasBegun ? {days: []} : planOf(schedule, form.values), schedule.id);
  const shown = refusal.over(form.values, check);
  const isSame = Object.keys(changeOf(form.values)).length === 0;
  const isBlocked = check.conflicts?.length > 0 && !check.isChecking;
  const isElsewhere = part === 'days' || form.values.venueId !== form.values.began.values.venueId;
  return html`
    <${Dialog} title=${title} isWide onClose=${() => onClose(false)}>
      <form class="stack" onSubmit=${form.submit}>
        ${!isDragged && html`<${KeptNote} form=${form} />`}
        ${
          part === 'days'
            ? html`<${MoveFields} schedule=${schedule} form=${form} />`
            : html`<${DetailFields} schedule=${schedule} form=${form} choices=${choices} />`
        }
        ${(!hasBegun || shown.conflicts) && html`<${Clashes} check=${shown} />`}
        ${isElsewhere && html`<${Told} schedule=${schedule} />`}
        <${Refusal} problem=${form.problem} />
        <footer class="actions">
          <button class="primary" disabled=${form.isSaving || isSame || isBlocked}>${form.isSaving ? texts.actions.working : action}</button>
          <button type="button" onClick=${() => onClose(false)}>${texts.actions.cancel}</button>
        </footer>
      </form>
    <//>
  `;
}

const planOf = (schedule, values) => ({
  courseId: schedule.courseId,
  venueId: values.venueId ?? schedule.venueId,
  instructorId: values.instructorId ?? schedule.instructorId ?? '',
  capacity: values.capacity ?? schedule.capacity,
  days: values.days ?? schedule.sessions.map(toLocal),
});

function MoveFields({schedule, form}) {
  return html`
    <div>
      <p><strong>${schedule.courseName}</strong>, ${schedule.venueName}</p>
      <p class="move-from"><span class="small">${words.moveFrom}</span> ${schedule.sessions.map(({startDatetime, endDatetime}) => html`<span key=${startDatetime}>${format.span(startDatetime, endDatetime)}</span>`)}</p>
      ${
        form.values.days.every(isWhole) &&
        html`<p class="move-to"><span class="small">${words.moveTo}</span> ${form.values.days.map(toSession).map(({startDatetime, endDatetime}) => html`<strong key=${startDatetime}>${format.span(startDatetime, endDatetime)}</strong>`)}</p>`
      }
    </div>
    <${Days} form=${form} />
  `;
}

function DetailFields({schedule, form, choices}) {
  const hasBegun = new Date(schedule.startDatetime) <= new Date();
  const [asVenues, asInstructors] = [choices.venues, choices.instructors].map((items, index) =>
    optionsOf(items, index === 0 ? schedule.venueId : schedule.instructorId),
  );
  return html`
    <div class="fields">
      <${Choice} form=${form} name="venueId" label=${texts.schedules.venue} options=${asVenues} required disabled=${hasBegun} />
      <${Choice} form=${form} name="instructorId" label=${texts.schedules.instructor} options=${[['', words.noInstructor], ...asInstructors]} />
      <${TextField} form=${form} name="capacity" type="number" min=${Math.max(1, schedule.seatsTaken)} label=${words.capacity} hint=${words.capacityHint} required />
      <${TextField} form=${form} name="minSeats" type="number" min="1" label=${words.minSeats} hint=${words.minSeatsHint} required />
    </div>
    <${TextArea} form=${form} name="notes" label=${words.notes} />
  `;
}

/** How many customers hear of another time or place. */
function Told({schedule}) {
  const load = useLoad(
    signal =>
      get(`/api/admin/schedules/${schedule.id}/cancellation-preview`, undefined, {signal}).then(
        ({data}) => data.total.bookings,
      ),
    [schedule.id],
  );
  return html`<p class="told">${load.data === undefined ? texts.loading : `✉ ${words.told(load.data)}`}</p>`;
}

const labelsOf = names =>
  Object.fromEntries(
    names.map(name => [
      name,
      {
        venueId: texts.schedules.venue,
        instructorId: texts.schedules.instructor,
        capacity: words.capacity,
        minSeats: words.minSeats,
        notes: words.notes,
        days: words.days,
      }[name],
    ]),
  );

const shower = choices => (value, name) => {
  if (name === 'days')
    return value
      .map(toSession)
      .map(({startDatetime, endDatetime}) => html`<div>${format.span(startDatetime, endDatetime)}</div>`);
  const options = {venueId: choices.venues, instructorId: choices.instructors}[name];
  return (options && Object.fromEntries(optionsOf(options, value))[value]) ?? value;
};

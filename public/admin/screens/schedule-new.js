// A new schedule: saved as a draft, after it is seen that venue and instructor are free.
import {KeptNote, useForm} from '/common/form.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {say} from '/common/parts.js';
import {post, withQuery} from '/common/request.js';
import {navigate, useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useRecordTitle} from '/common/use.js';
import {ScreenHead} from '../frame.js';
import {useChoices} from '../schedule/choices.js';
import {Clashes, Days, Refusal, useConflicts, useRefusal} from '../schedule/fields.js';
import {FRESH, NotesField, PlanFields, planBody} from '../schedule/plan.js';
import {isWhole, toSession, usualDays} from '../schedule/times.js';

const words = texts.schedule;
const PATH = '/api/admin/schedules';
const EVENING = '21:00';

export function NewSchedule() {
  const {query} = useAddress();
  const choices = useChoices();
  useRecordTitle(words.newTitle);
  const refusal = useRefusal();
  const form = useForm({
    draft: withQuery(`${PATH}/new`, query),
    initial: freshFrom(query),
    save: async (values, {key}) => {
      const body = {...planBody(values), sessions: values.days.map(toSession)};
      const {data} = await refusal.watch(values, () => post(PATH, body, {key}));
      say(texts.saved);
      navigate(`/admin/schedules/${data.id}`, {replace: true});
    },
  });
  const {days} = form.values;
  const check = useConflicts(form.values);
  const isBlocked = check.conflicts?.length > 0 && !check.isChecking;
  // Days that nobody touched follow the course.
  const follow = (course, before) => {
    const [{day}] = days;
    if (course && day && isSame(days, usualDays(day, before?.durationHours)))
      form.set('days', usualDays(day, course.durationHours));
  };
  return html`
    <${ScreenHead} title=${words.newTitle} back=${['/admin/schedules', texts.schedules.title]}>
      <a class="button" href="/admin/schedules/series">${texts.schedules.addSeries}</a>
    <//>
    <form class="card stack plan" onSubmit=${form.submit}>
      <${KeptNote} form=${form} />
      <${PlanFields} form=${form} choices=${choices} onCourse=${follow} />
      <${Days} form=${form} />
      <${Clashes} check=${refusal.over(form.values, check)} />
      <${NotesField} form=${form} />
      <${Refusal} problem=${form.problem} />
      <footer class="actions">
        <button class="primary" disabled=${form.isSaving || isBlocked || !days.every(isWhole)}>${form.isSaving ? texts.actions.working : words.create}</button>
        <span class="small">${words.createHint}</span>
      </footer>
    </form>
  `;
}

/** The calendar says the day, and more when it is filtered. */
function freshFrom({date, time, courseId = '', venueId = '', instructorId = ''}) {
  const tomorrow = format.addDays(format.dayOf(), 1);
  const [day] = usualDays(format.isDay(date) ? date : tomorrow);
  const from = /^\d\d:\d\d$/.test(time ?? '') ? time : day.from;
  const to = from < day.to ? day.to : EVENING;
  return {...FRESH, courseId, venueId, instructorId, days: [{...day, from, to}]};
}

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

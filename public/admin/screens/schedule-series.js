// A recurring course: a rule made of simple fields, its dates with what is in their way, and then all of them as drafts.
import {KeptNote, useForm} from '/common/form.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {ProblemNote, say} from '/common/parts.js';
import {fieldProblems} from '/common/problem.js';
import {post, request, withQuery} from '/common/request.js';
import {navigate, useAddress} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad, useRecordTitle, useSettled} from '/common/use.js';
import {ScreenHead} from '../frame.js';
import {useChoices} from '../schedule/choices.js';
import {CourseDays} from '../schedule/course-days.js';
import {Dates} from '../schedule/dates.js';
import {FRESH, NotesField, PlanFields, planBody} from '../schedule/plan.js';
import {Recurrence, ruleOf, weekdayOf} from '../schedule/recurrence.js';
import {isWhole, usualDays} from '../schedule/times.js';

const words = texts.series;
const PATH = '/api/admin/schedules/series';
const ANY_DAY = '2000-01-01';

export function NewSeries() {
  const {query} = useAddress();
  const choices = useChoices();
  useRecordTitle(words.title);
  const form = useForm({
    draft: withQuery(`${PATH}/new`, query),
    initial: freshFrom(query),
    save: async (values, {key}) => {
      const {data} = await post(PATH, {...bodyOf(values), excludedDays: leftOut}, {key});
      say(words.made(data.schedules.length));
      navigate(`/admin/schedules?seriesId=${data.seriesId}`);
      return data;
    },
  });
  const excluded = excludedOf(form.values);
  const preview = usePreview(form.values, excluded);
  const occurrences = preview.data?.occurrences ?? [];
  const conflicting = occurrences.filter(({conflicts}) => conflicts.length > 0).map(({day}) => day);
  // What is shown is what is saved: a conflict that came up since is refused, not passed over.
  const leftOut = [...excluded, ...conflicting].sort();
  const submit = async event => {
    if ((await form.submit(event)) === undefined) preview.reload();
  };
  return html`
    <${ScreenHead} title=${words.title} back=${['/admin/schedules', texts.schedules.title]} />
    <form class="stack plan" onSubmit=${submit}>
      <${KeptNote} form=${form} />
      <${Fields} form=${{...form, errors: {...preview.errors, ...form.errors}}} choices=${choices} />
      <section class="card stack series-dates" aria-busy=${preview.isLoading}>
        <h2>${words.dates}</h2>
        <${Refused} problem=${form.problem} />
        ${preview.data ? html`<${Planned} form=${form} preview=${preview} excluded=${excluded} conflicting=${conflicting.length} />` : html`<${NoDates} preview=${preview} />`}
      </section>
    </form>
  `;
}

function Fields({form, choices}) {
  // Days that nobody touched follow the course.
  const follow = (course, before) => {
    const isUntouched =
      JSON.stringify(form.values.sessions) === JSON.stringify(usualSessions(before?.durationHours));
    if (course && isUntouched) form.set('sessions', usualSessions(course.durationHours));
  };
  return html`
    <div class="card stack">
      <h2 class="visually-hidden">${words.what}</h2>
      <${PlanFields} form=${form} choices=${choices} onCourse=${follow} />
      <${Recurrence} form=${form} />
      <${CourseDays} form=${form} />
      <${NotesField} form=${form} />
    </div>
  `;
}

function Planned({form, preview, excluded, conflicting}) {
  const {occurrences} = preview.data;
  const count = occurrences.length - conflicting;
  const exclude = days => form.set('excluded', {of: ruleKey(form.values), days});
  return html`
    <div role="status">
      <p><strong>${words.summary(count, occurrences.length + excluded.length)}</strong></p>
      ${conflicting > 0 && html`<p>${words.summaryConflicts(conflicting)}</p>`}
    </div>
    <${Dates} occurrences=${occurrences} excluded=${excluded} onExclude=${exclude} />
    <footer class="actions">
      <button class="primary" disabled=${form.isSaving || preview.isLoading || count === 0}>${form.isSaving ? texts.actions.working : words.create(count)}</button>
      <span class="small">${count === 0 ? words.none : words.createHint}</span>
    </footer>
  `;
}

function NoDates({preview}) {
  if (preview.problem) return html`<${ProblemNote} problem=${preview.problem} />`;
  return html`<p class="empty">${preview.isLoading ? texts.loading : words.incomplete}</p>`;
}

/** Dates that were free when they were shown: the preview below is asked for again. */
function Refused({problem}) {
  if (problem?.details?.occurrences) return html`<p class="note attention" role="alert">${words.moved}</p>`;
  return html`<${ProblemNote} problem=${problem} />`;
}

/** The dates, again whenever something changes. Nothing is written. */
function usePreview(values, excluded) {
  const isReady = values.courseId && values.venueId && ruleOf(values) && values.sessions.every(isWhole);
  const body = isReady ? JSON.stringify({...bodyOf(values), excludedDays: excluded}) : undefined;
  const settled = useSettled(body, 300);
  const load = useLoad(
    settled
      ? signal =>
          request('POST', `${PATH}/preview`, {body: JSON.parse(settled), signal}).then(({data}) => data)
      : undefined,
    [settled],
  );
  if (!isReady) return {isLoading: false, errors: {}};
  const isLoading = load.isLoading || settled !== body;
  return {
    data: load.problem ? undefined : load.data,
    problem: load.problem,
    errors: fieldProblems(load.problem),
    isLoading,
    reload: load.reload,
  };
}

const usualSessions = hours => usualDays(ANY_DAY, hours).map((each, index) => ({...each, day: index + 1}));

function bodyOf(values) {
  return {
    ...planBody(values),
    rule: ruleOf(values),
    startsOn: values.startsOn,
    sessions: values.sessions.map(({day, from, to}) => ({day, startTime: from, endTime: to})),
  };
}

/** Days are left out of one rule: another one has others. */
const ruleKey = values => `${values.startsOn} ${ruleOf(values)}`;
const excludedOf = values => (values.excluded?.of === ruleKey(values) ? values.excluded.days : []);

function freshFrom({date, courseId = '', venueId = '', instructorId = ''}) {
  const startsOn = format.isDay(date) ? date : format.addDays(format.dayOf(), 7);
  return {
    ...FRESH,
    courseId,
    venueId,
    instructorId,
    startsOn,
    frequency: 'weekly',
    interval: '1',
    weekdays: [weekdayOf(startsOn)],
    ends: 'count',
    count: '8',
    until: format.addDays(startsOn, 84),
    sessions: usualSessions(),
  };
}

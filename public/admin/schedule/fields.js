// Fields that the forms for new, edited and moved schedules share: the days of a course, and what is in their way.
import * as format from '/common/format.js';
import {html, useState} from '/common/html.js';
import {ProblemNote} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {useLoad, useSettled} from '/common/use.js';
import {daysBetween, endsFirst, findConflicts, isWhole, shifted, toSession} from './times.js';

const words = texts.schedule;

/** The days of a course. Another first day moves those after it along. @param form its value `days`: [{day, from, to}] */
export function Days({form, canAdd = true}) {
  const {days} = form.values;
  const set = (index, changed) => {
    const after = days.map((each, place) => (place === index ? {...each, ...changed} : each));
    const by = index === 0 && changed.day && days[0].day ? daysBetween(days[0].day, changed.day) : 0;
    form.set('days', by === 0 ? after : [after[0], ...shifted(after.slice(1), by)]);
  };
  const add = () => {
    const last = days[days.length - 1];
    form.set('days', [...days, {...last, day: last.day && format.addDays(last.day, 1)}]);
  };
  return html`
    <fieldset class="days">
      <legend>${words.days}</legend>
      <ol>
        ${days.map(
          (each, index) => html`
            <li key=${index}>
              <${Part} label=${words.date} of=${index} type="date" value=${each.day} onInput=${day => set(index, {day})} />
              <${Part} label=${words.starts} of=${index} type="time" value=${each.from} onInput=${from => set(index, {from})} />
              <${Part} label=${words.ends} of=${index} type="time" value=${each.to} onInput=${to => set(index, {to})} />
              ${canAdd && days.length > 1 && html`<button type="button" class="quiet" aria-label=${words.removeDay(index + 1)} onClick=${() => form.set('days', days.toSpliced(index, 1))}>✕</button>`}
            </li>
          `,
        )}
      </ol>
      ${days.some(endsFirst) && html`<p class="bad-text" role="alert">${words.endsFirst}</p>`}
      ${problemsOfDays(form.errors, name => name === 'startsOn').map(problem => html`<p class="bad-text" key=${problem}>${problem}</p>`)}
      <div class="row">
        <span class="small">${words.clock}</span>
        ${canAdd && html`<button type="button" onClick=${add}>${words.addDay}</button>`}
      </div>
    </fieldset>
  `;
}

/** @param of which of the days, from 0 on */
export function Part({label, of, value, onInput, ...rest}) {
  return html`
    <label>
      <span class="small">${label}<span class="visually-hidden"> (${words.day(of + 1)})</span></span>
      <input ...${rest} required value=${value ?? ''} onInput=${event => onInput(event.currentTarget.value)} />
    </label>
  `;
}

export const problemsOfDays = (errors, isAlso = () => false) =>
  Object.entries(errors)
    .filter(([name]) => name === 'sessions' || name.startsWith('sessions.') || isAlso(name))
    .map(([, message]) => message);

/**
 * Asks the API, while somebody edits, whether venue and instructor are free.
 * @returns {{conflicts: object[] | undefined, problem: Error | undefined, isChecking: boolean}}
 */
export function useConflicts(plan, exceptId) {
  const isReady = plan.courseId && plan.venueId && plan.days.length > 0 && plan.days.every(isWhole);
  const isPast = isReady && plan.days.some(each => new Date(toSession(each).startDatetime) <= new Date());
  const text = isReady && !isPast ? JSON.stringify(plan) : undefined;
  const settled = useSettled(text, 300);
  const load = useLoad(settled && (signal => findConflicts(JSON.parse(settled), exceptId, signal)), [
    settled,
    exceptId,
  ]);
  if (isPast) return {problem: new Error(words.past), isChecking: false};
  if (text === undefined) return {isChecking: false};
  const {data: conflicts, problem} = load;
  return {
    conflicts: problem ? undefined : conflicts,
    problem,
    isChecking: load.isLoading || settled !== text,
  };
}

/**
 * What was in the way of a save, though it was free a moment before: it stands where the check stands, until something
 * is changed.
 * @returns {{watch: Function, over: Function}} `watch` (values, save): runs it; `over` (values, check) → what to show
 */
export function useRefusal() {
  const [refused, setRefused] = useState();
  const watch = async (values, save) => {
    try {
      return await save();
    } catch (problem) {
      const conflicts = conflictsOf(problem);
      if (conflicts) setRefused({of: JSON.stringify(values), conflicts});
      throw problem;
    }
  };
  const over = (values, check) =>
    refused?.of === JSON.stringify(values) ? {conflicts: refused.conflicts, isChecking: false} : check;
  return {watch, over};
}

/** Keeps its place, so that nothing below it jumps. */
export function Clashes({check}) {
  return html`
    <div class="clashes" role="status">
      ${
        check.problem
          ? html`<p class="note attention">${messageOf(check.problem)}</p>`
          : check.conflicts === undefined
            ? html`<p class="note plain">${check.isChecking ? words.checking : words.checkFirst}</p>`
            : check.conflicts.length === 0
              ? html`<p class="note good">${words.free}</p>`
              : html`<div class="note bad"><p>${words.inTheWay}</p><${Conflicts} conflicts=${check.conflicts} /></div>`
      }
    </div>
  `;
}

/** The API's words for a single thing that is wrong, such as a date in the past. */
const messageOf = problem => problem.details?.problems?.[0]?.message ?? problem.message;

/** What is in the way, with a way to each. */
export function Conflicts({conflicts}) {
  return html`
    <ul class="conflicts">
      ${conflicts.map(
        ({code, scheduleId, courseName, startDatetime, endDatetime}) => html`
          <li key=${`${code}${scheduleId}`}>
            ${words.conflict[code]}${startDatetime && ': '}
            ${
              scheduleId
                ? html`<a href=${`/admin/schedules/${scheduleId}`} target="_blank">${courseName}, ${format.span(startDatetime, endDatetime)}</a>`
                : startDatetime && `${words.conflictSeries} ${format.span(startDatetime, endDatetime)}`
            }
          </li>
        `,
      )}
    </ul>
  `;
}

/** The conflicts that a refused save came back with. */
const conflictsOf = problem =>
  problem?.details?.conflicts?.map(conflict => ({...conflict, code: problem.code}));

/** Why saving was refused, unless the check says it already. */
export const Refusal = ({problem}) =>
  conflictsOf(problem) ? null : html`<${ProblemNote} problem=${problem} />`;

// Saving over what was read: when somebody else changed it meanwhile, both are shown and the person chooses.
import {ConflictDialog} from '/common/form.js';
import {html} from '/common/html.js';

/** What a form begins with; what was seen goes with what is typed: a draft that comes back must not undo others' work. */
export const begunWith = (etag, values) => ({...values, began: {etag, values}});

/** @returns the record as it is now, when the last save met a change by somebody else */
export const currentOf = ({problem}) =>
  problem?.code === 'VERSION_CONFLICT' ? problem.details?.current : undefined;

/** @param valuesOf (record) → values of the form; `plain`: (values of the form) → the same, to compare them */
export function Conflict({form, labels, valuesOf, plain = values => values, show}) {
  const current = currentOf(form);
  if (current === undefined) return null;
  const mine = plain(form.values);
  const theirs = valuesOf(current);
  const choose = values => {
    const isTheirs = ([name, value]) => JSON.stringify(value) !== JSON.stringify(mine[name]);
    const chosen = Object.fromEntries(Object.entries(values).filter(isTheirs));
    form.setAll({...chosen, began: {etag: `"${current.version}"`, values: theirs}});
    form.forgive();
  };
  return html`
    <${ConflictDialog} mine=${mine} theirs=${theirs} base=${form.values.began.values} labels=${labels} show=${show}
      onChoose=${choose} onClose=${form.forgive} />
  `;
}

// Saving over what was read: when somebody else changed it meanwhile, both are shown and the person chooses.
import {ConflictDialog} from '/common/form.js';
import {html, useState} from '/common/html.js';

/**
 * @param etag of the record that was read; `base`: what the form began with
 * @returns {{etag, base, currentOf, accept}} `etag` and `base` of what was last seen; `currentOf` (form) → the record
 *   as it is now, when the last save met a change by somebody else; `accept` (record, its values) → void
 */
export function useVersion(etag, base) {
  const [known, setKnown] = useState({etag, base});
  return {
    ...known,
    currentOf: ({problem}) => (problem?.code === 'VERSION_CONFLICT' ? problem.details?.current : undefined),
    accept: (current, values) => setKnown({etag: `"${current.version}"`, base: values}),
  };
}

/** @param valuesOf (record) → values of the form; `plain`: (values of the form) → the same, to compare them */
export function Conflict({version, form, labels, valuesOf, plain = values => values, show}) {
  const current = version.currentOf(form);
  if (current === undefined) return null;
  const mine = plain(form.values);
  const theirs = valuesOf(current);
  const choose = values => {
    const isTheirs = ([name, value]) => JSON.stringify(value) !== JSON.stringify(mine[name]);
    form.setAll(Object.fromEntries(Object.entries(values).filter(isTheirs)));
    version.accept(current, theirs);
    form.forgive();
  };
  return html`
    <${ConflictDialog} mine=${mine} theirs=${theirs} base=${version.base} labels=${labels} show=${show}
      onChoose=${choose} onClose=${form.forgive} />
  `;
}

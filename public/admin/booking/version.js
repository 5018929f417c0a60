// Saving over what was read: when somebody else changed it meanwhile, both are shown and the person chooses.
import {ConflictDialog} from '/common/form.js';
import {html, useState} from '/common/html.js';

/**
 * @param etag of what was read; `form`: of `useForm`
 * @returns {{etag, current}} `current`: what stands now, when the last save met a change by somebody else
 */
export function useVersion(etag) {
  const [known, setKnown] = useState(etag);
  return {
    etag: known,
    currentOf: form =>
      form.problem?.code === 'VERSION_CONFLICT' ? form.problem.details?.current : undefined,
    accept: current => setKnown(`"${current.version}"`),
  };
}

/** @param valuesOf (record) → values of the form, to compare them */
export function Conflict({version, form, labels, valuesOf, show}) {
  const current = version.currentOf(form);
  if (current === undefined) return null;
  const choose = values => {
    form.setAll(values);
    version.accept(current);
    form.forgive();
  };
  return html`
    <${ConflictDialog} mine=${form.values} theirs=${valuesOf(current)} labels=${labels} show=${show}
      onChoose=${choose} onClose=${form.forgive} />
  `;
}

// A record as it is stored and as somebody edits it: what they typed is kept apart from what others changed meanwhile.
import {useForm} from '/common/form.js';
import {useState} from '/common/html.js';
import {pick} from '/common/list.js';
import {say} from '/common/parts.js';
import {request} from '/common/request.js';
import {texts} from '/common/texts.js';
import {touchedNames, typedValues, writtenValues} from './values.js';

/**
 * @param path of the record in the API, or of the list for a new one; `draft`: a name for what is typed
 * @param loaded {data, etag}, or undefined for a new one
 * @param fresh what a new one begins with; its names are the fields
 * @param as how fields are typed (`values.js`)
 * @param errorFields {code of the API: the field it is about}
 * @param onCreated (record) → void
 */
export function useRecord({
  path,
  draft = path,
  loaded,
  fresh,
  as = {},
  errorFields = {},
  onSaved,
  onCreated,
}) {
  const names = Object.keys(fresh);
  const [stored, setStored] = useState(loaded);
  /** What was typed goes together with what was seen then: a draft that comes back later must not undo others' work. */
  const begun = ({data, etag}) => {
    const values = typedValues(data, names, as);
    return {...values, began: {etag, values}};
  };
  const form = useForm({
    draft,
    initial: stored ? begun(stored) : fresh,
    save: async ({began, ...values}, {key}) => {
      const body = writtenValues(values, as, began?.values);
      if (!began) {
        const {data} = await request('POST', path, {body, key});
        say(texts.saved);
        onCreated(data);
        return;
      }
      const isNothing = Object.keys(body).length === 0;
      const answer = isNothing ? stored : await request('PATCH', path, {body, etag: began.etag});
      const later = touchedNames(form.now(), values);
      setStored(answer);
      if (later.length === 0) form.discard(begun(answer));
      else form.setAll({...begun(answer), ...pick(form.now(), later)});
      say(texts.saved);
      onSaved?.(answer.data);
    },
  });

  const current = form.problem?.code === 'VERSION_CONFLICT' ? fromProblem(form.problem) : undefined;
  return {
    form: {...form, errors: errorsOf(form, errorFields)},
    stored,
    isPlaced: errorFields[form.problem?.code] !== undefined,
    conflict: current && {
      mine: form.values,
      theirs: typedValues(current.data, names, as),
      base: form.values.began.values,
    },
    /** Goes on from what is stored now, with these values. */
    settle(values) {
      form.setAll({...values, began: begun(current).began});
      setStored(current);
      form.forgive();
    },
    /** Takes over what another button changed; what was typed stays. */
    takeOver(answer) {
      const touched = touchedNames(form.values, form.values.began.values);
      if (touched.length === 0) form.discard(begun(answer));
      else form.setAll({...begun(answer), ...pick(form.values, touched)});
      setStored(answer);
    },
  };
}

/** The record that a refused change names as the current one. */
export function fromProblem({details}) {
  return {data: details.current, etag: `"${details.current.version}"`};
}

function errorsOf({errors, problem, fixed}, errorFields) {
  const field = errorFields[problem?.code];
  return field === undefined || fixed.includes(field) ? errors : {...errors, [field]: problem.message};
}

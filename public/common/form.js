// Forms that lose nothing: what was typed survives a failed save, the end of a sign-in, a conflict and a reload.
import {readDraft, writeDraft} from './drafts.js';
import {html, useRef, useState} from './html.js';
import {Dialog} from './parts.js';
import {fieldProblems} from './problem.js';
import {newKey} from './request.js';
import {texts} from './texts.js';

/**
 * @param draft a name for what is typed, unique to what is edited: kept in this tab until it is saved or discarded
 * @param initial the values as they are stored
 * @param save (values, {key}) → a promise; `key` stays the same while the values do (Idempotency-Key)
 */
export function useForm({draft, initial, save}) {
  const [kept] = useState(() => readDraft(draft));
  const [values, setValues] = useState({...initial, ...kept});
  const [state, setState] = useState({isSaving: false});
  const key = useRef(newKey());
  const saving = useRef(false);
  const typed = useRef(values);

  const setAll = changed => {
    key.current = newKey();
    // What a field was refused for is not true of what is typed now.
    setState(before =>
      before.problem ? {...before, fixed: [...(before.fixed ?? []), ...Object.keys(changed)]} : before,
    );
    setValues(before => {
      const after = {...before, ...changed};
      typed.current = after;
      writeDraft(draft, after);
      return after;
    });
  };
  const discard = (stored = initial) => {
    writeDraft(draft, undefined);
    typed.current = stored;
    setValues(stored);
    setState({isSaving: false});
  };
  const submit = async event => {
    event?.preventDefault();
    if (saving.current) return undefined;
    saving.current = true;
    const element = event?.currentTarget;
    setState({isSaving: true});
    try {
      const result = await save(values, {key: key.current});
      writeDraft(draft, undefined);
      key.current = newKey();
      setState({isSaving: false});
      return result;
    } catch (problem) {
      // What a rule refused, the API remembers with the key: another try is a new intent.
      if (problem.isPassing === false) key.current = newKey();
      setState({isSaving: false, problem});
      // Once it is marked: what is wrong is read out, and the next key goes there.
      setTimeout(() => element?.querySelector?.('[aria-invalid=true]')?.focus(), 50);
      return undefined;
    } finally {
      saving.current = false;
    }
  };

  return {
    values,
    /** The values at this very moment, as for a save that took a while. */
    now: () => typed.current,
    set: (name, value) => setAll({[name]: value}),
    setAll,
    submit,
    discard,
    /** Takes the problem away, and leaves the values. */
    forgive: () => setState({isSaving: false}),
    isSaving: state.isSaving,
    problem: state.problem,
    errors: without(fieldProblems(state.problem), state.fixed),
    /** Names of the fields that were changed since the last try. */
    fixed: state.fixed ?? [],
    wasKept: kept !== undefined,
    isChanged: JSON.stringify(values) !== JSON.stringify(initial),
  };
}

/** @param names `contact` takes away `contact.email` too */
function without(errors, names = []) {
  return Object.fromEntries(
    Object.entries(errors).filter(
      ([field]) => !names.includes(field) && !names.includes(field.split('.')[0]),
    ),
  );
}

/** Tells that earlier typing was brought back. */
export function KeptNote({form}) {
  if (!form.wasKept || !form.isChanged) return null;
  return html`
    <div class="note" role="status">
      <p>${texts.forms.kept}</p>
      <button type="button" onClick=${event => undo(event, form)}>${texts.forms.discard}</button>
    </div>
  `;
}

/** For a button in the form, which goes away with what it takes back: the next key goes to the first field. */
export function undo(event, form) {
  const fields = [...(event.currentTarget.form?.elements ?? [])];
  form.discard();
  fields.find(field => field.matches('input, select, textarea'))?.focus();
}

/**
 * Somebody else changed it meanwhile: shows both sides of each difference and lets the person choose.
 * @param mine, theirs the form's values; `labels`: names of the fields; `onChoose`: (values) → void
 * @param base the values that the form began with: what was not touched is theirs, unless chosen otherwise
 */
export function ConflictDialog({mine, theirs, base, labels, show = String, onChoose, onClose}) {
  const names = Object.keys(labels).filter(
    name => JSON.stringify(mine[name]) !== JSON.stringify(theirs[name]),
  );
  const [choices, setChoices] = useState(() =>
    Object.fromEntries(
      names
        .filter(name => base && JSON.stringify(mine[name]) === JSON.stringify(base[name]))
        .map(name => [name, 'theirs']),
    ),
  );
  const choose = event => {
    event.preventDefault();
    onChoose(
      Object.fromEntries(names.map(name => [name, choices[name] === 'theirs' ? theirs[name] : mine[name]])),
    );
  };
  const option = (name, side, value) => html`
    <label class="choice">
      <input type="radio" name=${name} checked=${(choices[name] ?? 'mine') === side}
        onChange=${() => setChoices({...choices, [name]: side})} />
      <span>
        <span class="small side">${texts.forms[side]}</span>
        ${value === undefined || value === null || value === '' ? texts.nothing : show(value, name)}
      </span>
    </label>
  `;
  return html`
    <${Dialog} title=${texts.forms.conflictTitle} isWide onClose=${onClose}>
      <form class="stack" onSubmit=${choose}>
        <p>${texts.forms.conflict}</p>
        ${names.map(
          name => html`
            <fieldset class="conflict" key=${name}>
              <legend>${labels[name]}</legend>
              ${option(name, 'mine', mine[name])}${option(name, 'theirs', theirs[name])}
            </fieldset>
          `,
        )}
        <footer class="actions">
          <button class="primary">${texts.forms.useChoice}</button>
          <button type="button" onClick=${onClose}>${texts.actions.cancel}</button>
        </footer>
      </form>
    <//>
  `;
}

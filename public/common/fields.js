// Labelled inputs. Each takes a form of `useForm` and the name of its value; problems of the API stand beside the field.
import {html, useEffect, useId, useRef, useState} from './html.js';
import {texts} from './texts.js';
import {useLoad, useSettled} from './use.js';

/** A label, its input, a hint and what is wrong. @param children ({id, describedBy, isInvalid}) → the input */
export function Field({label, hint, error, isOptional, children}) {
  const id = useId();
  const about = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return html`
    <div class=${error ? 'field invalid' : 'field'}>
      <label for=${id}>${label}${isOptional && html` <span class="small">${texts.forms.optional}</span>`}</label>
      ${children({id, 'aria-describedby': about, 'aria-invalid': error ? 'true' : undefined})}
      ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
      ${error && html`<p class="error" id=${`${id}-error`}>${error}</p>`}
    </div>
  `;
}

/** @param type of `<input>`; other properties (required, min, maxlength, autocomplete, …) go to it */
export function TextField({form, name, label, hint, type = 'text', ...rest}) {
  return html`
    <${Field} label=${label} hint=${hint} error=${form.errors[name]} isOptional=${!rest.required}>
      ${aria => html`
        <input ...${aria} ...${rest} type=${type} name=${name} value=${form.values[name] ?? ''}
          onInput=${event => form.set(name, event.currentTarget.value)} />
      `}
    <//>
  `;
}

/** Pounds as a decimal text. */
export function MoneyField(props) {
  return html`<${TextField} inputmode="decimal" pattern="\\d+(\\.\\d\\d?)?" title=${texts.forms.amount} ...${props} />`;
}

/** From 0 to 100, with two places at most. */
export function PercentField(props) {
  return html`<${TextField} inputmode="decimal" pattern="100(\\.00?)?|\\d{1,2}(\\.\\d\\d?)?" title=${texts.forms.percent} ...${props} />`;
}

export function TextArea({form, name, label, hint, ...rest}) {
  return html`
    <${Field} label=${label} hint=${hint} error=${form.errors[name]} isOptional=${!rest.required}>
      ${aria => html`
        <textarea ...${aria} rows="3" ...${rest} name=${name} value=${form.values[name] ?? ''}
          onInput=${event => form.set(name, event.currentTarget.value)}></textarea>
      `}
    <//>
  `;
}

/** @param options [[value, label], …] */
export function Choice({form, name, label, hint, options, ...rest}) {
  return html`
    <${Field} label=${label} hint=${hint} error=${form.errors[name]} isOptional=${!rest.required}>
      ${aria => html`
        <select ...${aria} ...${rest} name=${name} value=${form.values[name] ?? ''}
          onChange=${event => form.set(name, event.currentTarget.value)}>
          ${options.map(([value, text]) => html`<option key=${value} value=${value}>${text}</option>`)}
        </select>
      `}
    <//>
  `;
}

export function Checkbox({form, name, label, hint}) {
  const id = useId();
  return html`
    <div class="field check">
      <label>
        <input type="checkbox" name=${name} checked=${form.values[name] === true} aria-describedby=${hint ? id : undefined}
          onChange=${event => form.set(name, event.currentTarget.checked)} />
        ${label}
      </label>
      ${hint && html`<p class="hint" id=${id}>${hint}</p>`}
    </div>
  `;
}

/**
 * Finds one of many by typing, as a combobox with a list (WAI-ARIA 1.2): arrows, Enter and Escape work.
 * @param find (text, signal) → promise of [{value, label, hint?}]
 * @param selected {value, label} or undefined
 * @param onSelect (option or undefined) → void
 */
export function Finder({label, hint, error, selected, find, onSelect, required = false, placeholder}) {
  const [text, setText] = useState(selected?.label ?? '');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const list = useId();
  const box = useRef();
  const settled = useSettled(text, 150);
  // What was chosen is no search: opened again, it offers everything.
  const asked = settled === selected?.label ? '' : settled.trim();
  const search = async signal => ({asked, found: await find(asked, signal)});
  const {data, isLoading} = useLoad(isOpen ? search : undefined, [isOpen, asked]);
  const options = data?.found ?? [];
  // What is shown may still be of what was typed before: Enter would pick something else than what is meant.
  const isFresh = settled === text && data?.asked === asked;
  useEffect(() => {
    const isTyping = selected === undefined && box.current.contains(document.activeElement);
    if (!isTyping) setText(selected?.label ?? '');
  }, [selected?.value]);
  useEffect(() => {
    if (isOpen) document.getElementById(`${list}-${active}`)?.scrollIntoView({block: 'nearest'});
  }, [active, isOpen]);

  const pick = option => {
    setText(option.label);
    setOpen(false);
    onSelect(option);
  };
  const onKeyDown = event => {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (isOpen && options.length > 0) setActive((active + step + options.length) % options.length);
      setOpen(true);
    } else if (event.key === 'Enter' && isOpen && (!isFresh || options[active])) {
      event.preventDefault();
      if (isFresh) pick(options[active]);
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    }
  };
  const onInput = event => {
    setText(event.currentTarget.value);
    setActive(0);
    setOpen(true);
    if (selected !== undefined) onSelect(undefined);
  };
  const onBlur = () => {
    setOpen(false);
    if (selected === undefined) setText('');
  };
  return html`
    <${Field} label=${label} hint=${hint} error=${error} isOptional=${!required}>
      ${aria => html`
        <div class="finder" ref=${box}>
          <input ...${aria} type="text" role="combobox" autocomplete="off" aria-expanded=${isOpen ? 'true' : 'false'}
            aria-controls=${list} aria-autocomplete="list" required=${required} placeholder=${placeholder}
            aria-activedescendant=${isOpen && options[active] ? `${list}-${active}` : undefined}
            value=${text} onInput=${onInput} onKeyDown=${onKeyDown} onFocus=${() => setOpen(true)} onClick=${() => setOpen(true)} onBlur=${onBlur} />
          <ul role="listbox" id=${list} hidden=${!isOpen} aria-label=${label}>
            ${options.map(
              (option, index) => html`
                <li key=${option.value} id=${`${list}-${index}`} role="option" aria-selected=${index === active ? 'true' : 'false'}
                  onMouseDown=${event => {
                    event.preventDefault();
                    pick(option);
                  }}>
                  ${option.label}${option.hint && html` <span class="small">${option.hint}</span>`}
                </li>
              `,
            )}
            ${
              options.length === 0 &&
              html`<li role="option" aria-disabled="true" aria-selected="false">${isLoading ? texts.loading : texts.nothingFound}</li>`
            }
          </ul>
        </div>
      `}
    <//>
  `;
}

// A cancellation policy: its name, its steps, and what they say in words while they are typed.
import {Checkbox, Field, TextField} from '/common/fields.js';
import {html, useEffect, useRef, useState} from '/common/html.js';
import {Badge} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {InWords, POLICIES} from '../record/policies.js';
import {RecordScreen} from '../record.js';

const words = texts.policies;
const asText = value => String(value ?? '');

/** Numbers are typed as texts; an empty one is refused beside its field. */
const TIERS = {
  type: tiers =>
    tiers.map(({name, minDaysBefore, refundPercent}) => ({
      name,
      minDaysBefore: asText(minDaysBefore),
      refundPercent: asText(refundPercent),
    })),
  write: tiers => tiers.map(numbered),
};

const numberOf = text => (text === '' ? null : Number(text));
const numbered = ({name, minDaysBefore, refundPercent}) => ({
  name: name.trim(),
  minDaysBefore: numberOf(minDaysBefore),
  refundPercent: numberOf(refundPercent),
});
/** What customers are likely to read best, while nobody has written something else. */
function suggestedNames(tiers) {
  const days = tiers.map(({minDaysBefore}) => minDaysBefore);
  const sorted = days
    .filter(text => text !== '')
    .map(Number)
    .sort((one, other) => other - one);
  return days.map(text => {
    if (text === '') return '';
    const before = sorted[sorted.indexOf(Number(text)) - 1];
    if (before === undefined) return words.names.first(Number(text));
    return Number(text) === 0 ? words.names.less(before) : words.names.between(Number(text), before - 1);
  });
}

/** Names that follow from the days follow them. @param placeOf where a tier of `after` was in `before` */
function renamed(before, after, placeOf) {
  const [old, now] = [suggestedNames(before), suggestedNames(after)];
  return after.map((tier, index) => {
    const isWritten = tier.name !== '' && tier.name !== old[placeOf(index)];
    return isWritten ? tier : {...tier, name: now[index]};
  });
}

const EMPTY = {name: '', minDaysBefore: '', refundPercent: ''};
const NEW = [
  {name: words.names.first(14), minDaysBefore: '14', refundPercent: '100'},
  {name: words.names.less(14), minDaysBefore: '0', refundPercent: '0'},
];

export function CancellationPolicy({id}) {
  return html`
    <${RecordScreen} kind=${POLICIES} id=${id} titleOf=${policy => policy.name}
      fresh=${{name: '', isDefault: false, tiers: NEW}}
      as=${{tiers: TIERS}}
      labels=${words}
      showValue=${{tiers: inOneLine}}
      errorFields=${{POLICY_NAME_TAKEN: 'name'}}
      head=${policy => policy.isDefault && html`<${Badge} status="active" label=${words.inUse} />`}
      side=${(_, form) => html`<${Preview} tiers=${form.values.tiers} />`}>
      ${(form, policy) => html`
        <${TextField} form=${form} name="name" label=${words.name} hint=${words.nameHint} required maxlength="100" />
        ${
          policy?.isDefault
            ? html`<div class="field"><p>${words.inUse}</p><p class="hint">${words.isDefaultNow}</p></div>`
            : html`<${Checkbox} form=${form} name="isDefault" label=${words.isDefault} hint=${words.isDefaultHint} />`
        }
        <${Tiers} form=${form} />
      `}
    <//>
  `;
}

const inOneLine = tiers =>
  tiers
    .map(({name, minDaysBefore, refundPercent}) => `${name} (${minDaysBefore}): ${refundPercent} %`)
    .join('; ');

function Preview({tiers}) {
  const ready = tiers.filter(
    ({minDaysBefore, refundPercent}) => minDaysBefore !== '' && refundPercent !== '',
  );
  return html`
    <section class="card stack" aria-live="polite">
      <h2>${words.preview}</h2>
      <${InWords} tiers=${ready.map(numbered)} />
      <p class="small">${words.started}</p>
      <p class="small">${words.days}</p>
      <p class="small">${words.deleteOnly}</p>
    </section>
  `;
}

function Tiers({form}) {
  const {tiers} = form.values;
  const box = useRef();
  const [count, setCount] = useState(tiers.length);
  // The next key goes to the new step, or to where one was taken out.
  useEffect(() => {
    if (tiers.length > count) box.current.querySelector('li:last-child input').focus();
    if (tiers.length < count) box.current.querySelector('.add').focus();
    setCount(tiers.length);
  }, [tiers.length]);
  const set = (after, placeOf = index => index) => form.set('tiers', renamed(tiers, after, placeOf));
  const change = (index, {name, ...days}) => {
    const after = tiers.map((tier, place) => (place === index ? {...tier, ...days} : tier));
    if (name === undefined) set(after);
    else form.set('tiers', after.with(index, {...tiers[index], name}));
  };
  const takeOut = index =>
    set(
      tiers.filter((_, place) => place !== index),
      place => (place < index ? place : place + 1),
    );
  return html`
    <fieldset class="days tiers" ref=${box}>
      <legend>${words.tiers}</legend>
      <ol>
        ${tiers.map(
          (tier, index) => html`
          <li key=${index}>
            <${Tier} index=${index} tier=${tier} errors=${form.errors} onChange=${values => change(index, values)} />
            ${
              tiers.length > 1 &&
              html`
              <button type="button" class="quiet" aria-label=${words.removeTier(index + 1)}
                onClick=${() => takeOut(index)}>✕</button>
            `
            }
          </li>
        `,
        )}
      </ol>
      ${tiers.length < 20 && html`<button type="button" class="add" onClick=${() => set([...tiers, EMPTY])}>${words.addTier}</button>`}
    </fieldset>
  `;
}

function Tier({index, tier, errors, onChange}) {
  const input = (name, rest) => html`
    <${Field} label=${words[name === 'name' ? 'tierName' : name]} error=${errors[`tiers.${index}.${name}`]}>
      ${aria => html`
        <input ...${aria} ...${rest} required value=${tier[name]} onInput=${event => onChange({[name]: event.currentTarget.value})} />
      `}
    <//>
  `;
  return html`
    ${input('minDaysBefore', {type: 'number', min: 0, max: 3650})}
    ${input('refundPercent', {type: 'number', min: 0, max: 100})}
    ${input('name', {type: 'text', maxlength: 100})}
  `;
}

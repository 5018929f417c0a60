// Fields for people who come: a row each, more by a press.
import {TextField} from '/common/fields.js';
import {html, useLayoutEffect, useRef} from '/common/html.js';
import {texts} from '/common/texts.js';

const words = texts.booking.attendees;
const MOST = 100;

export const NOBODY = {firstName: '', lastName: '', email: ''};

/** @param form of `useForm`, whose `attendees` are the rows */
export function PeopleFields({form}) {
  const people = form.values.attendees;
  const box = useRef();
  const shown = useRef(people.length);
  useLayoutEffect(() => {
    // Whoever asked for one more row goes on typing there.
    if (people.length > shown.current) box.current.querySelector('fieldset:last-of-type input')?.focus();
    shown.current = people.length;
  }, [people.length]);
  const setAll = rows => form.set('attendees', rows);
  return html`
    <div class="stack" ref=${box}>
      ${people.map((_, index) => html`<${Person} key=${index} form=${form} index=${index} onRemove=${people.length > 1 && (() => setAll(people.toSpliced(index, 1)))} />`)}
      ${people.length < MOST && html`<div><button type="button" onClick=${() => setAll([...people, NOBODY])}>${words.another}</button></div>`}
    </div>
  `;
}

function Person({form, index, onRemove}) {
  const people = form.values.attendees;
  const prefix = `attendees.${index}.`;
  const row = {
    values: Object.fromEntries(Object.entries(people[index]).map(([name, value]) => [prefix + name, value])),
    errors: form.errors,
    set: (name, value) =>
      form.set('attendees', people.with(index, {...people[index], [name.slice(prefix.length)]: value})),
  };
  return html`
    <fieldset class="person">
      <legend>${words.row(index + 1)}</legend>
      <div class="fields">
        <${TextField} form=${row} name=${`${prefix}firstName`} label=${texts.booking.firstName} required maxlength="100" />
        <${TextField} form=${row} name=${`${prefix}lastName`} label=${texts.booking.lastName} required maxlength="100" />
        <${TextField} form=${row} name=${`${prefix}email`} type="email" label=${texts.booking.emailShort} maxlength="255" />
      </div>
      ${onRemove && html`<button type="button" class="quiet" aria-label=${`${words.takeOut}: ${words.row(index + 1)}`} onClick=${onRemove}>${words.takeOut}</button>`}
    </fieldset>
  `;
}

/** As the API wants them: without what was left empty. */
export function peopleOf(rows) {
  return rows.map(({firstName, lastName, email}) => ({
    firstName,
    lastName,
    ...(email === '' || email === null ? {} : {email}),
  }));
}

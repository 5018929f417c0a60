// The parts of the booking form: seats, contact, who comes, company, code and how to pay.
import {Checkbox, TextField} from '/common/fields.js';
import {html, useId} from '/common/html.js';
import {texts} from '/common/texts.js';
import {nameOf} from './draft.js';

const words = texts.book.form;
const MOST_SEATS = 100;
/** The API refuses names of blanks only. */
const NAME = {maxlength: 100, pattern: '.*\\S.*', title: words.nameHint};

export function SeatsField({form, label = words.seats, most = MOST_SEATS}) {
  const id = useId();
  const {seats} = form.values;
  const error = form.errors.seats ?? form.errors.attendees;
  const set = value => form.set('seats', Math.min(Math.max(1, Math.trunc(value) || 1), most));
  return html`
    <div class=${error ? 'field invalid' : 'field'}>
      <label for=${id}>${label}</label>
      <div class="stepper">
        <button type="button" aria-label=${words.fewer} disabled=${seats <= 1} onClick=${() => set(seats - 1)}>−</button>
        <input id=${id} name="seats" type="number" inputmode="numeric" min="1" max=${most} value=${seats} onChange=${event => set(Number(event.currentTarget.value))}
          aria-invalid=${error ? 'true' : undefined} aria-describedby=${error ? `${id}-error` : undefined} />
        <button type="button" aria-label=${words.more} disabled=${seats >= most} onClick=${() => set(seats + 1)}>+</button>
      </div>
      ${error && html`<p class="error" id=${`${id}-error`}>${error}</p>`}
    </div>
  `;
}

export function ContactFields({form}) {
  return html`
    <div class="fields">
      <${TextField} form=${form} name="contact.firstName" label=${words.firstName} required autocomplete="given-name" ...${NAME} />
      <${TextField} form=${form} name="contact.lastName" label=${words.lastName} required autocomplete="family-name" ...${NAME} />
      <${TextField} form=${form} name="contact.email" type="email" label=${words.email} hint=${words.emailHint} required maxlength="255" autocomplete="email" />
      <${TextField} form=${form} name="contact.phone" type="tel" label=${words.phone} hint=${words.phoneHint} maxlength="20" autocomplete="tel"
        pattern="[0-9+\\(\\) \\-]{5,20}" title=${words.phoneTitle} />
    </div>
  `;
}

/** A name for each seat; the first is the contact's when they come themselves. */
export function AttendeeFields({form, seats, contact}) {
  const {isComing} = form.values;
  const me = contact ?? {
    firstName: form.values['contact.firstName'],
    lastName: form.values['contact.lastName'],
  };
  return html`
    <${Checkbox} form=${form} name="isComing" label=${words.isComing} />
    <ol class="seats">
      ${Array.from({length: seats}, (_, index) =>
        index === 0 && isComing
          ? html`<li key="me" class="seat"><p><span class="strong">${words.seat(1)}</span> ${words.you([me.firstName, me.lastName].join(' ').trim())}</p></li>`
          : html`<li key=${index} class="seat"><${AttendeeField} form=${form} index=${index} /></li>`,
      )}
    </ol>
  `;
}

function AttendeeField({form, index}) {
  return html`
    <fieldset>
      <legend>${words.seat(index + 1)}</legend>
      <div class="fields">
        <${TextField} form=${form} name=${nameOf(index, 'firstName')} label=${words.firstName} required autocomplete="off" ...${NAME} />
        <${TextField} form=${form} name=${nameOf(index, 'lastName')} label=${words.lastName} required autocomplete="off" ...${NAME} />
        <${TextField} form=${form} name=${nameOf(index, 'email')} type="email" label=${words.email} maxlength="255" autocomplete="off" />
      </div>
    </fieldset>
  `;
}

export function CompanyFields({form}) {
  return html`
    <${Checkbox} form=${form} name="isCompany" label=${words.isCompany} />
    ${
      form.values.isCompany &&
      html`
        <div class="fields">
          <${TextField} form=${form} name="company.name" label=${words.company} required maxlength="200" pattern=".*\\S.*" title=${words.nameHint} autocomplete="organization" />
          <${TextField} form=${form} name="company.purchaseOrderNumber" label=${words.purchaseOrder} hint=${words.purchaseOrderHint} maxlength="50" autocomplete="off" />
        </div>
      `
    }
  `;
}

/** @param problem of the code that is applied; `isUsed`: whether it takes something off; `isQuoted`: it is applied by itself */
export function CodeField({form, problem, isUsed, isQuoted = true}) {
  const id = useId();
  const {typedCode, discountCode} = form.values;
  const apply = () => form.set('discountCode', typedCode.trim());
  const type = ({currentTarget: {value}}) =>
    form.setAll(isQuoted ? {typedCode: value} : {typedCode: value, discountCode: value.trim()});
  const onKeyDown = event => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    apply();
  };
  const isApplied = discountCode !== '' && typedCode.trim() === discountCode;
  return html`
    <div class=${isApplied && problem ? 'field invalid' : 'field'}>
      <label for=${id}>${words.code} <span class="small">${texts.forms.optional}</span></label>
      <div class="joined">
        <input id=${id} name="discountCode" value=${typedCode} maxlength="50" autocomplete="off" autocapitalize="characters" spellcheck=${false}
          aria-describedby=${`${id}-said`} aria-invalid=${isApplied && problem ? 'true' : undefined}
          onInput=${type} onKeyDown=${isQuoted ? onKeyDown : undefined} />
        ${
          isQuoted &&
          (isApplied
            ? html`<button type="button" onClick=${() => form.setAll({typedCode: '', discountCode: ''})}>${words.removeCode}</button>`
            : html`<button type="button" disabled=${typedCode.trim() === ''} onClick=${apply}>${words.applyCode}</button>`)
        }
      </div>
      <div id=${`${id}-said`} role="status" class="code-said">
        ${isApplied && problem && html`<p class="error">${problem.message}</p>`}
        ${isApplied && !problem && isUsed !== undefined && html`<p class="hint">${isUsed ? words.codeUsed : words.codeNotUsed}</p>`}
      </div>
    </div>
  `;
}

export function PaymentFields({form}) {
  const way = (value, label, hint) => html`
    <label class="way">
      <input type="radio" name="paymentMethod" value=${value} checked=${form.values.paymentMethod === value} onChange=${() => form.set('paymentMethod', value)} />
      <span><span class="strong">${label}</span><br /><span class="small">${hint}</span></span>
    </label>
  `;
  return html`
    <fieldset class="ways">
      <legend class="visually-hidden">${words.payment}</legend>
      ${way('card', words.card, words.cardHint)}
      ${way('invoice', words.invoice, words.invoiceHint)}
    </fieldset>
  `;
}

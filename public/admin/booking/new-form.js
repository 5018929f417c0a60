// The form of a new booking, and beside it what it costs and what will happen.
import {Checkbox, Choice, Finder, TextArea, TextField} from '/common/fields.js';
import {KeptNote} from '/common/form.js';
import {html} from '/common/html.js';
import {ProblemNote} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {Part} from './about.js';
import {duplicatesOf} from './action.js';
import {backToList} from './back.js';
import {Cost, useQuote} from './cost.js';
import {contactOf, findCompanies, findCustomers, findSchedules} from './finders.js';
import {PeopleFields} from './people-fields.js';

const words = texts.newBooking;

/** @param form of `useForm`; `insist`: books although somebody is booked already */
export function NewBookingForm({form, insist}) {
  const quote = useQuote(form.values);
  return html`
    <form class="new-booking" onSubmit=${form.submit}>
      <div class="stack">
        <${KeptNote} form=${form} />
        <${Which} form=${form} />
        <${Who} form=${form} />
        <${Part} title=${words.attendees} action=${html`<${CopyContact} form=${form} />`}><${PeopleFields} form=${form} /><//>
        <${HowPaid} form=${form} quote=${quote} />
        <section class="card"><${TextArea} form=${form} name="notes" label=${texts.booking.notes} hint=${texts.booking.notesHint} maxlength="4000" /></section>
      </div>
      <aside class="stack" aria-label=${words.cost}>
        <${Part} title=${words.cost}>
          <${Cost} values=${form.values} quote=${quote} />
          <${Refusal} form=${form} />
          <${Buttons} form=${form} insist=${insist} />
        <//>
      </aside>
    </form>
  `;
}

function Which({form}) {
  const {schedule} = form.values;
  return html`
    <${Part} title=${words.schedule}>
      <${Finder} label=${words.findSchedule} hint=${schedule?.hint ?? words.scheduleHint} selected=${schedule ?? undefined} required
        error=${form.errors.courseScheduleId} find=${(text, signal) => findSchedules(text, signal)}
        onSelect=${option => form.set('schedule', option ?? null)} />
    <//>
  `;
}

function Who({form}) {
  const choose = option => {
    if (option === undefined) form.set('customer', null);
    else form.setAll(contactOf(option.user));
  };
  const isKnown = form.values.customer !== null;
  return html`
    <${Part} title=${words.who}>
      <${Finder} label=${words.find} hint=${isKnown ? words.known : words.findHint} selected=${form.values.customer ?? undefined}
        find=${findCustomers} onSelect=${choose} />
      <div class="fields">
        <${TextField} form=${form} name="contact.firstName" label=${texts.booking.firstName} required maxlength="100" />
        <${TextField} form=${form} name="contact.lastName" label=${texts.booking.lastName} required maxlength="100" />
        <${TextField} form=${form} name="contact.email" type="email" label=${texts.booking.email} required maxlength="255" />
        <${TextField} form=${form} name="contact.phone" type="tel" label=${texts.booking.phone} maxlength="20" />
      </div>
    <//>
  `;
}

function CopyContact({form}) {
  const {attendees} = form.values;
  const contact = {
    firstName: form.values['contact.firstName'],
    lastName: form.values['contact.lastName'],
    email: form.values['contact.email'],
  };
  const isThere = attendees.some(
    ({firstName, lastName}) => firstName === contact.firstName && lastName === contact.lastName,
  );
  const copy = () => {
    const empty = attendees.findIndex(({firstName, lastName}) => firstName === '' && lastName === '');
    form.set('attendees', empty < 0 ? [...attendees, contact] : attendees.with(empty, contact));
  };
  return html`<button type="button" disabled=${contact.firstName === '' || isThere} onClick=${copy}>${words.copyContact}</button>`;
}

function HowPaid({form, quote}) {
  const {paymentMethod, company} = form.values;
  const hasCredit = company?.creditTermsDays > 0 && paymentMethod === 'invoice';
  return html`
    <${Part} title=${words.pay}>
      <div class="fields">
        <${Choice} form=${form} name="paymentMethod" label=${words.method} options=${Object.entries(texts.paymentMethods)} required />
        <${TextField} form=${{...form, errors: {...form.errors, ...quote.errors}}} name="discountCode" label=${words.discountCode} maxlength="50" autocomplete="off" />
        <${Finder} label=${texts.booking.companies.title} hint=${texts.booking.companies.companyHint} selected=${company ?? undefined}
          find=${findCompanies} onSelect=${option => form.set('company', option ?? null)} />
        ${company && html`<${TextField} form=${form} name="purchaseOrderNumber" label=${texts.booking.companies.order} maxlength="50" />`}
      </div>
      ${!hasCredit && html`<${Checkbox} form=${form} name="confirm" label=${words.confirm} hint=${words.confirmHint} />`}
    <//>
  `;
}

/** Why it was not booked; who is booked already can be booked again, for a reason. */
function Refusal({form}) {
  const duplicates = duplicatesOf(form.problem);
  if (!duplicates) return html`<${ProblemNote} problem=${form.problem} />`;
  return html`
    <div class="note attention" role="alert"><p>${texts.booking.duplicate(duplicates)}</p></div>
    <${TextField} form=${form} name="twiceBecause" label=${words.insistReason} hint=${words.insistHint} required maxlength="500" />
  `;
}

function Buttons({form, insist}) {
  const {schedule, twiceBecause} = form.values;
  const isTwice = duplicatesOf(form.problem) !== undefined;
  const onInsist = event => {
    if (!event.currentTarget.form.reportValidity()) return;
    insist();
  };
  return html`
    <footer class="actions">
      ${
        isTwice
          ? html`<button type="button" class="primary" disabled=${form.isSaving || twiceBecause.trim() === ''} onClick=${onInsist}>${words.insist}</button>`
          : html`<button class="primary" disabled=${form.isSaving || schedule === null}>${form.isSaving ? texts.actions.working : words.action}</button>`
      }
      <a class="button" href=${backToList()[0]}>${texts.actions.cancel}</a>
    </footer>
  `;
}

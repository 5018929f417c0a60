// The form that books a date, or accepts the seats that an offer of the waiting list keeps.

import {KeptNote, useForm} from '/common/form.js';
import * as format from '/common/format.js';
import {html, useEffect, useState} from '/common/html.js';
import {ProblemNote} from '/common/parts.js';
import {post} from '/common/request.js';
import {texts} from '/common/texts.js';
import {kindly} from './ask.js';
import {
  AttendeeFields,
  CodeField,
  CompanyFields,
  ContactFields,
  PaymentFields,
  SeatsField,
} from './booking-fields.js';
import {acceptanceOf, bookingOf, DRAFT, EMPTY} from './draft.js';
import {NoSeats} from './no-seats.js';
import {openBooking} from './payments.js';
import {Sum, useQuote} from './quote.js';

const words = texts.book.form;
/** What is not this person's mistake, and leaves other ways to go. */
const NO_SEATS = ['SCHEDULE_FULL', 'SCHEDULE_NOT_BOOKABLE', 'SCHEDULE_NOT_FOUND'];

export function BookingForm({date, reload, onSeats}) {
  const form = useForm({
    draft: DRAFT,
    initial: EMPTY,
    save: async (values, {key}) => {
      const {data} = await post('/api/bookings', bookingOf(values, date.id), {key, token: null});
      openBooking(data);
    },
  });
  const {values} = form;
  // The code was typed and not applied: the button applies it first, and shows what it comes to.
  const [isCodeNew, setCodeNew] = useState(false);
  const quote = useQuote(date.id, values.seats, values.discountCode);
  const isFree = quote.figures?.paymentAmount === '0.00';
  const problem = form.problem ?? quote.problem;
  const hasNoSeats = NO_SEATS.includes(problem?.code);
  useEffect(() => {
    if (NO_SEATS.includes(form.problem?.code)) form.forgive();
  }, [values.seats]);
  // What a rule refused is no longer said of what was changed since.
  useEffect(() => {
    if (form.problem?.isPassing === false && !hasNoSeats && Object.keys(form.errors).length === 0)
      form.forgive();
  }, [values]);
  useEffect(() => {
    if (hasNoSeats) onSeats(problem.details?.seatsAvailable);
  }, [problem]);
  const change = changed => {
    form.forgive();
    form.setAll(changed);
    onSeats(undefined);
    quote.reload();
    reload();
  };
  return html`
    <form class="stack booking-form" onSubmit=${submitOf(form, quote, setCodeNew)}>
      <${KeptNote} form=${form} />
      <${Part} title=${words.seatsTitle}>
        <${SeatsField} form=${form} most=${date.capacity} />
        ${hasNoSeats && html`<${NoSeats} date=${date} problem=${problem} seats=${values.seats} isRefusal=${form.problem !== undefined} onChange=${change} />`}
      <//>
      <${Part} title=${words.contactTitle}><${ContactFields} form=${form} /><//>
      <${Part} title=${words.attendeesTitle}><${AttendeeFields} form=${form} seats=${values.seats} /><//>
      <${Part} title=${words.payTitle}>
        <${CompanyFields} form=${form} />
        <${CodeField} form=${form} problem=${quote.codeProblem} isUsed=${usedOf(quote)} />
        ${!isFree && html`<${PaymentFields} form=${form} />`}
        <${Sum} quote=${quote} />
      <//>
      ${hasNoSeats && html`<p class="note attention">${words.seeSeats}</p>`}
      ${!hasNoSeats && html`<${ProblemNote} problem=${kindly(problem)} retry=${form.problem ? undefined : quote.reload} />`}
      <${Submit} form=${form} quote=${quote} seats=${values.seats} isBlocked=${hasNoSeats} isNew=${isCodeNew} />
    </form>
  `;
}

/** @param entry a place in line whose offer is accepted; `holder`: the way to it */
export function AcceptForm({entry, date, holder}) {
  const form = useForm({
    draft: `accept:${entry.reference}`,
    initial: {...EMPTY, seats: entry.offer.seats},
    save: async (values, {key}) => {
      const acceptance = acceptanceOf({...values, ...contactFields(entry.contact)});
      openBooking(await holder.send('POST', '/accept', {body: acceptance, key}));
    },
  });
  const {seats} = form.values;
  return html`
    <form class="stack booking-form" onSubmit=${form.submit}>
      <${KeptNote} form=${form} />
      <${Part} title=${words.attendeesTitle}>
        ${entry.offer.seats > 1 && html`<${SeatsField} form=${form} label=${words.seatsOfOffer} most=${entry.offer.seats} />`}
        <${AttendeeFields} form=${form} seats=${seats} contact=${entry.contact} />
      <//>
      <${Part} title=${words.payTitle}>
        <${CompanyFields} form=${form} />
        <${CodeField} form=${form} problem=${codeProblemOf(form.problem)} isQuoted=${false} />
        <${PaymentFields} form=${form} />
        <p>${words.offerPrice(seats, format.money(date.price))}</p>
      <//>
      ${!codeProblemOf(form.problem) && html`<${ProblemNote} problem=${kindly(form.problem)} />`}
      <div class="actions">
        <button class="primary big" disabled=${form.isSaving}>${form.isSaving ? texts.actions.working : words.accept(seats)}</button>
      </div>
    </form>
  `;
}

function Part({title, children}) {
  return html`<section class="card stack"><h2>${title}</h2>${children}</section>`;
}

function Submit({form, quote, seats, isBlocked, isNew}) {
  const {figures, isCurrent, codeProblem} = quote;
  const hint = isNew && isCurrent ? words.codeApplied : words.afterwards;
  const label = () => {
    if (form.isSaving) return texts.actions.working;
    if (!isCurrent) return words.book(seats);
    return words.bookFor(seats, format.money(figures.paymentAmount));
  };
  return html`
    <div class="actions submit">
      <button class="primary big" disabled=${form.isSaving || isBlocked}>${label()}</button>
      <p class="small" role="status">${codeProblem ? words.mendCode : hint}</p>
    </div>
  `;
}

/** Nobody books at a sum that they have not seen, or without the code that they typed. */
function submitOf(form, quote, setCodeNew) {
  return event => {
    event.preventDefault();
    const {typedCode, discountCode} = form.values;
    const isNew = typedCode.trim() !== discountCode;
    setCodeNew(isNew);
    if (isNew) form.set('discountCode', typedCode.trim());
    else if (quote.codeProblem !== undefined) event.currentTarget.elements.discountCode.focus();
    else if (quote.isCurrent || quote.problem !== undefined) form.submit(event);
  };
}

/** Whether the code takes something off; undefined while that is not known. */
function usedOf({figures, isCurrent}) {
  return isCurrent ? figures?.discountSource === 'code' : undefined;
}

const codeProblemOf = problem => (problem?.code?.startsWith('DISCOUNT_CODE_') ? kindly(problem) : undefined);

const contactFields = contact =>
  Object.fromEntries(Object.entries(contact).map(([name, value]) => [`contact.${name}`, value ?? '']));

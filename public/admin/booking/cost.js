// What a booking will cost, asked again as it is typed, and what happens once it is made.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {ProblemNote} from '/common/parts.js';
import {post} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad, useSettled} from '/common/use.js';
import {Effects} from './action.js';
import {isNothing} from './amounts.js';

const words = texts.newBooking;

/** @returns {{data?: object, problem?: Error, errors: Record<string, string>}} the quote for what a form says now */
export function useQuote({schedule, attendees, discountCode}) {
  const code = useSettled(discountCode.trim(), 600);
  const seats = attendees.length;
  const canAsk = schedule !== null && schedule.status !== 'draft' && seats <= schedule.left;
  const load = useLoad(canAsk ? signal => quoteOf(schedule.value, seats, code, signal) : undefined, [
    schedule?.value,
    seats,
    code,
    canAsk,
  ]);
  if (!canAsk) return {errors: {}};
  const {quote, refusal} = load.data ?? {};
  return {
    data: load.problem ? undefined : quote,
    problem: load.problem,
    errors: refusal ? {discountCode: refusal.message} : {},
  };
}

/** @returns {{quote: object, refusal?: Error}} `refusal`: why the code does not count; then the price is without it */
async function quoteOf(courseScheduleId, seats, code, signal) {
  const ask = async body => (await post('/api/bookings/quote', body, {signal})).data;
  const plain = {courseScheduleId, seats};
  if (code === '') return {quote: await ask(plain)};
  try {
    return {quote: await ask({...plain, discountCode: code})};
  } catch (problem) {
    if (!problem.code?.startsWith('DISCOUNT')) throw problem;
    return {quote: await ask(plain), refusal: problem};
  }
}

export function Cost({values, quote}) {
  const {schedule, attendees} = values;
  if (schedule === null) return html`<p class="small reserve-cost">${words.chooseFirst}</p>`;
  const isFull = attendees.length > schedule.left;
  return html`
    <p><strong>${schedule.label}</strong><span class="small line">${schedule.hint}</span></p>
    ${isFull && html`<p class="bad-text" role="alert">${words.full(schedule.left)}</p>`}
    ${schedule.status === 'draft' && html`<p class="small">${words.draftPrice}</p>`}
    <div class="reserve-cost" aria-live="polite">${quote.data && html`<${Sums} ...${quote.data} />`}<${ProblemNote} problem=${quote.problem} /></div>
    <${Effects} items=${effectsOf(values, quote.data)} />
  `;
}

function Sums({seats, unitPrice, subtotal, discountApplied, discountSource, paymentAmount}) {
  return html`
    <dl class="sums">
      <div><dt>${words.seats(seats, format.money(unitPrice))}</dt><dd>${format.money(subtotal)}</dd></div>
      ${
        !isNothing(discountApplied) &&
        html`<div><dt>${words.discountFrom[discountSource]}</dt><dd>${format.money(`-${discountApplied}`)}</dd></div>`
      }
      <div class="total"><dt>${words.total}</dt><dd>${format.money(paymentAmount)}</dd></div>
    </dl>
  `;
}

function effectsOf(values, quote) {
  const {company, paymentMethod, confirm} = values;
  const email = values['contact.email'] || texts.nothing;
  const hasCredit = company?.creditTermsDays > 0 && paymentMethod === 'invoice';
  const isFree = quote !== undefined && isNothing(quote.paymentAmount);
  const isConfirmed = isFree || hasCredit || confirm;
  return [
    isFree && words.free,
    !isFree && hasCredit && texts.booking.companies.credit(company.creditTermsDays),
    !isFree && hasCredit && texts.booking.companies.confirms,
    !isFree && !hasCredit && confirm && words.confirms,
    !isConfirmed && words.holds(paymentMethod),
    texts.booking.mailed(isConfirmed ? words.mailConfirmed : words.mailReceived, email),
  ];
}

// What the booking would cost now, as the server says it: asked again whenever seats or code change.
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {post} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad, useSettled} from '/common/use.js';
import {kindly} from './ask.js';
import {useConnection} from './fresh.js';

const words = texts.book.quote;
const SETTLED_MS = 300;

/** @returns {{figures, codeProblem, problem, isCurrent: boolean}} `isCurrent`: the figures are those of what is typed now */
export function useQuote(courseScheduleId, seats, discountCode) {
  const wanted = JSON.stringify([seats, discountCode]);
  const settled = useSettled(wanted, SETTLED_MS);
  const load = useLoad(
    async signal => {
      const [asked, code] = JSON.parse(settled);
      return {...(await figuresOf(courseScheduleId, asked, code, signal)), settled};
    },
    [courseScheduleId, settled],
  );
  useConnection(load);
  const isSettled = settled === wanted && !load.isLoading;
  const isCurrent = isSettled && load.data?.settled === wanted && load.problem === undefined;
  return {
    ...load.data,
    problem: isSettled ? load.problem : undefined,
    isCurrent,
    reload: load.reload,
  };
}

/** A code that is wrong says so, and the sum is that without it. */
async function figuresOf(courseScheduleId, seats, discountCode, signal) {
  const ask = extra =>
    post('/api/bookings/quote', {courseScheduleId, seats, ...extra}, {signal, token: null}).then(
      ({data}) => data,
    );
  if (discountCode === '') return {figures: await ask({})};
  try {
    return {figures: await ask({discountCode})};
  } catch (problem) {
    if (!problem.code?.startsWith('DISCOUNT_CODE_')) throw problem;
    return {figures: await ask({}), codeProblem: kindly(problem)};
  }
}

/** The sum and how it comes about. It keeps its place while it is worked out. */
export function Sum({quote}) {
  const {figures, isCurrent} = quote;
  const show = amount => (figures === undefined ? '…' : format.money(amount));
  const discount = figures?.discountApplied ?? '0.00';
  return html`
    <dl class="sum" aria-live="polite" aria-busy=${!isCurrent}>
      <div><dt>${figures ? words.seats(figures.seats, format.money(figures.unitPrice)) : words.price}</dt><dd>${show(figures?.subtotal)}</dd></div>
      ${
        discount !== '0.00' &&
        html`<div><dt>${figures.discountSource === 'group' ? words.group : words.code}</dt><dd>−${format.money(discount)}</dd></div>`
      }
      <div class="total"><dt>${words.total}</dt><dd>${show(figures?.paymentAmount)}</dd></div>
    </dl>
  `;
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as rules from './bookings';
import {at, pounds, type State, sum} from './state';
import {assertAnswer, both, onBooking, type StepArbitrary, step} from './step';

const schedule = fc.nat({max: 2});
/** The first three also wait in line; most of the others book for the first time. */
const customer = fc.constantFrom(0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 7);
const seats = fc.constantFrom(1, 1, 2, 2, 3);
const code = fc.constantFrom(null, null, 0, 0, 1, 1);
const method = fc.constantFrom<'card' | 'invoice'>('card', 'invoice');
export const wish = {seats, code, method};

const book = step('book', fc.record({schedule, customer, ...wish}), {
  act: (model, desk, wanted) =>
    both(
      model,
      state => rules.book(state, wanted),
      () => desk.book(wanted),
      201,
    ),
});

const quote = step('quote', fc.record({schedule, seats, code}), {
  act: async (model, desk, wanted) => {
    let price: ReturnType<typeof rules.quote> | undefined;
    const refusal = model.attempt(state => {
      price = rules.quote(state, wanted);
    });
    const answer = await desk.quote(wanted);
    assertAnswer(answer, refusal);
    if (price === undefined) return;
    const {subtotal, discountApplied, paymentAmount} = answer.body;
    assert.deepEqual(
      {subtotal, discountApplied, paymentAmount},
      {
        subtotal: pounds(sum(price.seatPence)),
        discountApplied: pounds(price.discounted),
        paymentAmount: pounds(price.amount),
      },
    );
  },
});

const look = onBooking('holder looks', fc.constant(null), (model, desk, n) =>
  both(
    model,
    state => rules.look(state, n),
    () => desk.byHolder(n, 'GET', ''),
  ),
);

const confirm = onBooking('staff confirm', fc.constant(null), (model, desk, n) =>
  both(
    model,
    state => rules.confirm(state, n),
    () => desk.byStaff(n, 'confirm'),
  ),
);

const cancelByHolder = onBooking('holder cancels', fc.constant(null), (model, desk, n) => {
  rules.look(model.state, n);
  return both(
    model,
    state => rules.cancel(state, n, 'holder'),
    () => desk.byHolder(n, 'POST', '/cancel', {}),
  );
});

const cancelByStaff = onBooking('staff cancel', fc.option(fc.nat({max: 20_000})), (model, desk, n, pence) => {
  const refund = pence === null ? {} : {refundAmount: pounds(pence)};
  return both(
    model,
    state => rules.cancel(state, n, 'staff', pence ?? undefined),
    () => desk.byStaff(n, 'cancel', {reason: 'rang up', ...refund}),
  );
});

const dueOf = (state: State, n: number) => at(state.bookings, n).amount;
const payByHand = onBooking(
  'staff record money',
  fc.record({part: fc.constantFrom(100, 100, 50, 33, 101), how: fc.constantFrom('cash', 'bank_transfer')}),
  (model, desk, n, {part, how}) => {
    const pence = Math.max(Math.floor((dueOf(model.state, n) * part) / 100), 1);
    return both(
      model,
      state => rules.payByHand(state, n, pence),
      () => desk.byStaff(n, 'payments', {amount: pounds(pence), paymentMethod: how}),
    );
  },
);

export const bookingSteps: StepArbitrary[] = [
  ...[book, book, book, book, book, book, book, book, quote, look, confirm],
  ...[cancelByHolder, cancelByHolder, cancelByStaff, payByHand, payByHand, payByHand],
];

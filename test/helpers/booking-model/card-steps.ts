import assert from 'node:assert/strict';
import fc from 'fast-check';
import {look} from './bookings';
import {askAboutCards, cardsThat, hearDeclined, hearPaid, payRest} from './cards';
import {at, type Charge, type State} from './state';
import {both, chosen, onBooking, type StepArbitrary, step, which} from './step';

const canBePaid = ({status, atStripe}: Charge) => status !== 'succeeded' && atStripe !== 'ended';
const isOpen = ({atStripe}: Charge) => atStripe === 'open';

function pickCard(state: State, fits: (charge: Charge) => boolean, pick: number) {
  const cards = cardsThat(state, fits);
  return at(cards, chosen(cards.length, pick));
}

/** Told of once, twice or, for the time being, not at all. */
const pay = step('pay by card', fc.record({pick: which, told: fc.constantFrom(1, 1, 2, 0)}), {
  when: state => cardsThat(state, canBePaid).length > 0,
  act: async (model, desk, {pick, told}) => {
    const {n, place, charge} = pickCard(model.state, canBePaid, pick);
    if (charge.atStripe === 'open') desk.cards.charge(n, place);
    charge.atStripe = 'paid';
    if (told === 0) return;
    hearPaid(model.state, n, place);
    await desk.cards.tell(n, place, 'succeeded', told);
  },
});

const decline = step('card is declined', fc.record({pick: which}), {
  when: state => cardsThat(state, isOpen).length > 0,
  act: async (model, desk, {pick}) => {
    const {n, place} = pickCard(model.state, isOpen, pick);
    hearDeclined(model.state, n, place);
    desk.cards.decline(n, place);
    await desk.cards.tell(n, place, 'payment_failed', 1);
  },
});

const rest = onBooking('holder pays the rest by card', fc.constant(null), async (model, desk, n) => {
  look(model.state, n);
  const chargesBefore = at(model.state.bookings, n).charges.length;
  await both(
    model,
    state => payRest(state, n),
    () => desk.beginPayment(n, chargesBefore),
  );
  const {charges} = at(model.state.bookings, n);
  assert.equal(
    desk.cards.has(n, chargesBefore),
    charges.length > chargesBefore,
    'a payment of its own is begun',
  );
});

const ask = step('payments are asked about', fc.constant(null), {
  when: state => cardsThat(state, canBePaid).length > 0,
  act: async (model, desk) => {
    askAboutCards(model.state);
    await desk.askAboutCards();
  },
});

export const cardSteps: StepArbitrary[] = [pay, pay, pay, pay, decline, rest, rest, ask, ask];

import fc from 'fast-check';
import {wish} from './booking-steps';
import {acceptOffer} from './bookings';
import {giveUpPlace, isOpen, join as joinLine, lookInLine, seatsShown} from './seats';
import {at, type State} from './state';
import {both, chosen, inLine, type StepArbitrary, step, which} from './step';

const customer = fc.nat({max: 3});
const request = fc.record({schedule: fc.nat({max: 2}), customer});

const join = step('join the line', fc.record({request, seats: fc.integer({min: 1, max: 3})}), {
  act: (model, desk, {request: who, seats}) =>
    both(
      model,
      state => joinLine(state, {...who, seats}),
      () => desk.join({...who, seats}),
      201,
    ),
});

const almostFull = (state: State) =>
  [0, 1, 2].filter(n => isOpen(state, n) && seatsShown(state, n).available <= 1);

/** Whoever finds too few seats waits for one more than there are. */
const joinFull = step('join the line of what is full', fc.record({pick: which, customer}), {
  when: state => almostFull(state).length > 0,
  act: (model, desk, {pick, customer: who}) => {
    const places = almostFull(model.state);
    const schedule = at(places, chosen(places.length, pick));
    const seats = Math.max(seatsShown(model.state, schedule).available, 0) + 1;
    const entry = {schedule, customer: who, seats};
    return both(
      model,
      state => joinLine(state, entry),
      () => desk.join(entry),
      201,
    );
  },
});

const look = inLine('looks at the place', fc.constant(null), (model, desk, n) =>
  both(
    model,
    state => lookInLine(state, n),
    () => desk.inLine(n, 'GET', ''),
  ),
);

const give = inLine('gives the place up', fc.constantFrom('left', 'declined'), (model, desk, n, to) => {
  lookInLine(model.state, n);
  return both(
    model,
    state => giveUpPlace(state, n, to),
    () => desk.inLine(n, 'POST', to === 'left' ? '/leave' : '/decline'),
  );
});

const accept = step(
  'accept an offer',
  fc.record({pick: which, anyStatus: fc.nat({max: 9}), fewer: fc.nat({max: 4}), ...wish}),
  {
    when: ({line}) => line.some(({status}) => status === 'offered'),
    act: (model, desk, {pick, anyStatus, fewer, seats, ...rest}) => {
      const {line} = model.state;
      const places = line.map((_, n) => n).filter(n => anyStatus === 9 || at(line, n).status === 'offered');
      const n = at(places, chosen(places.length, pick));
      const taken = fewer === 0 ? seats : at(line, n).seats;
      lookInLine(model.state, n);
      return both(
        model,
        state => acceptOffer(state, n, {seats: taken, ...rest}),
        () => desk.accept(n, {seats: taken, ...rest}),
        201,
      );
    },
  },
);

export const waitingSteps: StepArbitrary[] = [
  ...[join, joinFull, joinFull, joinFull, look, give, accept, accept, accept],
];

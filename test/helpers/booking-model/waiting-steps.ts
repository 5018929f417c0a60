import fc from 'fast-check';
import {wish} from './booking-steps';
import {acceptOffer} from './bookings';
import {giveUpPlace, isOpen, join as joinLine, lookInLine, offerByHand, seatsShown, takeOff} from './seats';
import {at, type Entry, type State} from './state';
import {both, chosen, inLine, type StepArbitrary, step, which} from './step';

const customer = fc.nat({max: 5});
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

/** Whoever finds too few seats waits for one or two more than there are. */
const joinFull = step(
  'join the line of what is full',
  fc.record({pick: which, customer, more: fc.constantFrom(1, 2, 2)}),
  {
    when: state => almostFull(state).length > 0,
    act: (model, desk, {pick, customer: who, more}) => {
      const places = almostFull(model.state);
      const schedule = at(places, chosen(places.length, pick));
      const {capacity} = at(model.state.schedules, schedule);
      const seats = Math.min(Math.max(seatsShown(model.state, schedule).available, 0) + more, capacity);
      const entry = {schedule, customer: who, seats};
      return both(
        model,
        state => joinLine(state, entry),
        () => desk.join(entry),
        201,
      );
    },
  },
);

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
  fc.record({
    ...wish,
    pick: which,
    anyStatus: fc.nat({max: 9}),
    fewer: fc.constantFrom(0, 1, 1, 1, -1),
    code: fc.constantFrom(null, null, null, 0, 1),
  }),
  {
    when: ({line}) => line.some(({status}) => status === 'offered'),
    act: (model, desk, {pick, anyStatus, fewer, seats: _, ...rest}) => {
      const {line} = model.state;
      const places = line.map((_, n) => n).filter(n => anyStatus === 9 || at(line, n).status === 'offered');
      const n = at(places, chosen(places.length, pick));
      const taken = Math.max(at(line, n).seats - fewer, 1);
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

/** Mostly to somebody for whom there are seats, if there is one. */
const offer = step(
  'staff offer seats',
  fc.record({pick: which, anyone: fc.nat({max: 4}), fewer: fc.nat({max: 3})}),
  {
    when: ({line}) => line.length > 0,
    act: (model, desk, {pick, anyone, fewer}) => {
      const {line} = model.state;
      const all = line.map((_, n) => n);
      const fitting = all.filter(n => canBeOffered(model.state, at(line, n)));
      const places = anyone === 0 || fitting.length === 0 ? all : fitting;
      const n = at(places, chosen(places.length, pick));
      const seats = fewer === 3 ? at(line, n).seats + 1 : Math.max(at(line, n).seats - fewer, 1);
      return both(
        model,
        state => offerByHand(state, n, seats),
        () => desk.inLineByStaff(n, 'offer', {seats}),
      );
    },
  },
);

function canBeOffered(state: State, {status, schedule}: Entry): boolean {
  const isAsked = status === 'waiting' || status === 'declined' || status === 'expired';
  return isAsked && isOpen(state, schedule) && seatsShown(state, schedule).available > 0;
}

const remove = inLine('staff take somebody off', fc.constant(null), (model, desk, n) =>
  both(
    model,
    state => takeOff(state, n),
    () => desk.inLineByStaff(n, 'remove'),
  ),
);

export const waitingSteps: StepArbitrary[] = [
  ...[
    join,
    joinFull,
    joinFull,
    joinFull,
    joinFull,
    joinFull,
    look,
    give,
    accept,
    accept,
    accept,
    offer,
    offer,
    remove,
  ],
];

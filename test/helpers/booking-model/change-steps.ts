import fc from 'fast-check';
import {look} from './bookings';
import * as rules from './changes';
import {refundable} from './ledger';
import {isOpen, seatsRunOut, seatsShown, seatsTaken, setCapacity} from './seats';
import {at, cancellationPercent, type State} from './state';
import {both, chosen, onBooking, type StepArbitrary, step, which} from './step';

const schedule = fc.nat({max: 2});

const isCancelledFor = ({bookings, schedules}: State) =>
  bookings.flatMap((b, n) => (at(schedules, b.schedule).isCancelled ? [n] : []));

const move = onBooking('staff move', schedule, (model, desk, n, to) =>
  both(
    model,
    state => rules.move(state, n, to),
    () => desk.byStaff(n, 'move', {courseScheduleId: at(desk.scheduleIds, to)}),
  ),
);

/** Of each open booking the other schedules that have seats for it. */
const movesThatFit = (state: State): {n: number; to: number}[] =>
  state.bookings.flatMap((booking, n) => {
    if (booking.status !== 'pending' && booking.status !== 'confirmed') return [];
    const others = [0, 1, 2].filter(to => to !== booking.schedule && isOpen(state, to));
    return others.flatMap(to =>
      seatsShown(state, to).available >= booking.seatPence.length ? [{n, to}] : [],
    );
  });

const moveThatFits = step('staff move to free seats', which, {
  when: state => movesThatFit(state).length > 0,
  act: (model, desk, pick) => {
    const fitting = movesThatFit(model.state);
    const {n, to} = at(fitting, chosen(fitting.length, pick));
    return both(
      model,
      state => rules.move(state, n, to),
      () => desk.byStaff(n, 'move', {courseScheduleId: at(desk.scheduleIds, to)}),
    );
  },
});

const choose = step('holder chooses another date', fc.record({pick: which, schedule}), {
  when: state => isCancelledFor(state).length > 0,
  act: (model, desk, {pick, schedule: to}) => {
    const open = isCancelledFor(model.state);
    const n = at(open, chosen(open.length, pick));
    look(model.state, n);
    return both(
      model,
      state => rules.choose(state, n, to),
      () => desk.byHolder(n, 'POST', '/move', {courseScheduleId: at(desk.scheduleIds, to)}),
    );
  },
});

const add = onBooking('staff add people', fc.integer({min: 1, max: 2}), (model, desk, n, people) =>
  both(
    model,
    state => rules.addPeople(state, n, people),
    () => desk.byStaff(n, 'attendees', {attendees: desk.newPeople(people)}),
  ),
);

const hasMore = ({bookings}: State) =>
  bookings.flatMap(({status, seatPence}, n) =>
    seatPence.length > 1 && ['pending', 'confirmed'].includes(status) ? [n] : [],
  );

/** Whether it is too late for all of the money. */
const keepsMoney = ({bookings, schedules, now}: State, n: number) =>
  cancellationPercent(at(schedules, at(bookings, n).schedule), now) < 100;

/** Mostly from a booking that has people to spare, and rather from one that somebody has paid for; `inFull` is staff's to say. */
function removal(name: string, by: 'holder' | 'staff'): StepArbitrary {
  const params = fc.record({
    pick: which,
    anyone: fc.nat({max: 4}),
    who: fc.nat({max: 3}),
    inFull: fc.constantFrom(false, false, true),
  });
  return step(name, params, {
    when: ({bookings}) => bookings.length > 0,
    act: async (model, desk, {pick, anyone, who, inFull: wanted}) => {
      const {bookings} = model.state;
      const spare = hasMore(model.state);
      const paid = spare.filter(place => refundable(at(bookings, place)) > 0);
      const all = bookings.map((_, place) => place);
      const late = paid.filter(place => keepsMoney(model.state, place));
      const preferred = anyone === 0 ? [all] : anyone === 1 ? [spare, all] : [late, paid, spare, all];
      const places = preferred.find(({length}) => length > 0) ?? all;
      const n = at(places, chosen(places.length, pick));
      const [ids, inFull] = [await desk.attendeeIds(n), by === 'staff' && wanted];
      const person = who % ids.length;
      const path = `attendees/${at(ids, person)}/remove`;
      if (by === 'holder') look(model.state, n);
      await both(
        model,
        state => rules.removePerson(state, n, {person, by, inFull}),
        () => (by === 'staff' ? desk.byStaff(n, path, {inFull}) : desk.byHolder(n, 'POST', `/${path}`)),
      );
    },
  });
}

const removeByStaff = removal('staff remove somebody', 'staff');
const removeByHolder = removal('holder removes somebody', 'holder');

const close = onBooking('staff close', fc.constantFrom('completed', 'no_show'), (model, desk, n, status) =>
  both(
    model,
    state => rules.close(state, n, status),
    () => desk.byStaff(n, status === 'completed' ? 'complete' : 'no-show'),
  ),
);

const capacity = step('capacity', fc.record({schedule, seats: fc.constantFrom(1, 2, 2, 3, 3, 4, 5, 6)}), {
  act: (model, desk, {schedule: n, seats}) =>
    both(
      model,
      state => setCapacity(state, n, seats),
      () => desk.setCapacity(n, seats),
    ),
});

const soldOf = (state: State, n: number) => seatsTaken(state, n) - seatsRunOut(state, n);
const hasSold = (state: State) => [0, 1, 2].filter(n => soldOf(state, n) >= 2);

/** At the edge of what is sold: one less is refused. */
const capacityAtEdge = step(
  'capacity as sold',
  fc.record({pick: which, more: fc.constantFrom(-1, 0, 1, 2)}),
  {
    when: state => hasSold(state).length > 0,
    act: (model, desk, {pick, more}) => {
      const sold = hasSold(model.state);
      const n = at(sold, chosen(sold.length, pick));
      const seats = soldOf(model.state, n) + more;
      return both(
        model,
        state => setCapacity(state, n, seats),
        () => desk.setCapacity(n, seats),
      );
    },
  },
);

const price = step(
  'price',
  fc.record({course: fc.nat({max: 1}), pence: fc.integer({min: 4_000, max: 12_000})}),
  {
    act: (model, desk, {course, pence}) =>
      both(
        model,
        ({courses}) => {
          at(courses, course).price = pence;
        },
        () => desk.setPrice(course, pence),
      ),
  },
);

const cancelSchedule = step('company cancels', schedule, {
  // Now and then only: nothing else happens to a schedule afterwards.
  when: ({bookings}) => bookings.length > 2,
  act: (model, desk, n) =>
    both(
      model,
      state => rules.cancelSchedule(state, n),
      () => desk.cancelSchedule(n),
    ),
});

export const changeSteps: StepArbitrary[] = [
  ...[move, moveThatFits, moveThatFits, moveThatFits, add, removeByStaff, removeByHolder, close],
  ...[capacity, capacityAtEdge, capacityAtEdge, price, cancelSchedule, choose, choose],
];

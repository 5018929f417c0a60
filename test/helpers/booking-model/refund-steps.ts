import fc from 'fast-check';
import {askBack, decide, paidBack, payOut, refundable} from './ledger';
import {at, pounds, type Refund, type State} from './state';
import {both, chosen, onBooking, type StepArbitrary, step, which} from './step';

const ask = onBooking(
  'staff ask for a refund',
  fc.constantFrom(100, 100, 50, 33, 101),
  (model, desk, n, percent) => {
    const most = refundable(at(model.state.bookings, n));
    const pence = Math.max(Math.ceil((most * percent) / 100), 1);
    return both(
      model,
      ({bookings}) => askBack(at(bookings, n), pence, 'staff'),
      () => desk.byStaff(n, 'refunds', {amount: pounds(pence), reason: 'goodwill'}),
      201,
    );
  },
);

const refundsOf = ({bookings}: State) =>
  bookings.flatMap(({refunds}, n) => refunds.map((refund, place) => ({n, place, refund})));

/** A step about one refund; mostly one for which it fits. */
function onRefund(
  what: 'approve' | 'reject' | 'paid-back',
  fits: Refund['status'],
  change: (state: State, n: number, place: number) => void,
): StepArbitrary {
  return step(`staff ${what} a refund`, fc.record({pick: which, anyStatus: fc.nat({max: 9})}), {
    when: state => refundsOf(state).some(({refund}) => refund.status === fits),
    act: (model, desk, {pick, anyStatus}) => {
      const all = refundsOf(model.state);
      const picked = anyStatus === 9 ? all : all.filter(({refund}) => refund.status === fits);
      const {n, place} = at(picked, chosen(picked.length, pick));
      const body =
        what === 'reject' ? {reason: 'the course took place'} : what === 'approve' ? undefined : {};
      return both(
        model,
        state => change(state, n, place),
        () => desk.refund(n, place, what, body),
      );
    },
  });
}

const approve = onRefund('approve', 'pending', ({bookings}, n, place) =>
  decide(at(bookings, n), place, 'approved'),
);
const reject = onRefund('reject', 'pending', ({bookings}, n, place) =>
  decide(at(bookings, n), place, 'rejected'),
);
const back = onRefund('paid-back', 'processing', ({bookings}, n, place) => paidBack(at(bookings, n), place));

const payOutJob = step('refunds are paid out', fc.constant(null), {
  when: state => refundsOf(state).some(({refund}) => refund.status === 'approved'),
  act: async (model, desk) => {
    payOut(model.state);
    await desk.payOut();
  },
});

export const refundSteps: StepArbitrary[] = [ask, ask, approve, approve, reject, back, payOutJob, payOutJob];

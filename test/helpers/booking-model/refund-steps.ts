import fc from 'fast-check';
import * as rules from './ledger';
import {at, pounds, type Refund, type State} from './state';
import {both, chosen, type StepArbitrary, step, which} from './step';

const paid = ({bookings}: State) => bookings.flatMap((b, n) => (rules.refundable(b) > 0 ? [n] : []));

const ask = step(
  'staff ask for a refund',
  fc.record({pick: which, percent: fc.constantFrom(100, 100, 50, 33, 101)}),
  {
    when: state => paid(state).length > 0,
    act: (model, desk, {pick, percent}) => {
      const places = paid(model.state);
      const n = at(places, chosen(places.length, pick));
      const pence = Math.ceil((rules.refundable(at(model.state.bookings, n)) * percent) / 100);
      return both(
        model,
        ({bookings}) => rules.askBack(at(bookings, n), pence, 'staff'),
        () => desk.byStaff(n, 'refunds', {amount: pounds(pence), reason: 'goodwill'}),
        201,
      );
    },
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
  rules.approve(at(bookings, n), place),
);
const reject = onRefund('reject', 'pending', ({bookings}, n, place) => rules.reject(at(bookings, n), place));
const back = onRefund('paid-back', 'processing', ({bookings}, n, place) =>
  rules.paidBack(at(bookings, n), place),
);

const payOutJob = step('refunds are paid out', fc.constant(null), {
  when: state => refundsOf(state).some(({refund}) => refund.status === 'approved'),
  act: async (model, desk) => {
    rules.payOut(model.state);
    await desk.payOut();
  },
});

export const refundSteps: StepArbitrary[] = [ask, ask, approve, approve, reject, back, payOutJob, payOutJob];

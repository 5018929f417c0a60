import {assertAgrees} from './compare';
import type {Desk} from './desk';
import {decide, paidBack, payOut} from './ledger';
import {releaseAll} from './seats';
import type {Model} from './state';
import {both} from './step';

/** All courses are over, and staff and jobs have done what is theirs to do: nothing waits any more. */
export async function settleEverything(model: Model, desk: Desk): Promise<void> {
  const end = Math.max(model.state.now, ...model.state.schedules.map(schedule => schedule.end));
  model.state.now = end;
  desk.app.now = new Date(end);
  releaseAll(model.state);
  await desk.runJobs();
  for (const [n, place] of refundsThatAre(model, 'pending')) {
    await both(
      model,
      ({bookings}) => decide(of(bookings, n), place, 'approved'),
      () => desk.refund(n, place, 'approve'),
    );
  }
  payOut(model.state);
  await desk.payOut();
  for (const [n, place] of refundsThatAre(model, 'processing')) {
    await both(
      model,
      ({bookings}) => paidBack(of(bookings, n), place),
      () => desk.refund(n, place, 'paid-back', {}),
    );
  }
  await assertAgrees(model.state, desk);
}

function refundsThatAre({state}: Model, wanted: string): [booking: number, place: number][] {
  return state.bookings.flatMap(({refunds}, n) =>
    refunds.flatMap(({status}, place) => (status === wanted ? [[n, place] as [number, number]] : [])),
  );
}

function of<T>(list: readonly T[], n: number): T {
  return list[n] as T;
}

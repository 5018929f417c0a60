import assert from 'node:assert/strict';
import {cardsThat, hearPaid} from './cards';
import {assertAgrees} from './compare';
import type {Desk} from './desk';
import {approve, paidBack, payOut} from './ledger';
import {releaseAll} from './seats';
import {at, type Model} from './state';
import {both} from './step';

/** All courses are over, and staff and jobs have done what is theirs to do: nothing waits any more. */
export async function settleEverything(model: Model, desk: Desk): Promise<void> {
  const end = Math.max(model.state.now, ...model.state.schedules.map(schedule => schedule.end));
  model.state.now = end;
  desk.app.now = new Date(end);
  releaseAll(model.state);
  await desk.runJobs();
  for (const {n, place} of cardsThat(
    model.state,
    card => card.atStripe === 'paid' && card.status !== 'succeeded',
  )) {
    hearPaid(model.state, n, place);
    await desk.cards.tell(n, place, 'succeeded', 1);
  }
  assert.equal(await desk.resolveEvents(), model.state.openEvents, 'events that need staff');
  for (const [n, place] of refundsThatAre(model, 'pending')) {
    await both(
      model,
      ({bookings}) => approve(at(bookings, n), place),
      () => desk.refund(n, place, 'approve'),
    );
  }
  payOut(model.state);
  await desk.payOut();
  for (const [n, place] of refundsThatAre(model, 'processing')) {
    await both(
      model,
      ({bookings}) => paidBack(at(bookings, n), place),
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

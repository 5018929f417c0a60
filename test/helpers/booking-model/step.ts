import assert from 'node:assert/strict';
import fc from 'fast-check';
import type {Answer} from '../app';
import {assertAgrees} from './compare';
import type {Desk} from './desk';
import type {Model, Refusal, State} from './state';

export type StepArbitrary = fc.Arbitrary<fc.AsyncCommand<Model, Desk>>;

interface StepKind<Params> {
  /** Whether it can be tried at all. */
  when?: (state: State) => boolean;
  act: (model: Model, desk: Desk, params: Params) => Promise<void>;
}

/** One kind of step, with what is random about it; after each one model and database are compared. */
export function step<Params>(
  name: string,
  params: fc.Arbitrary<Params>,
  {when = () => true, act}: StepKind<Params>,
): StepArbitrary {
  return params.map(chosen => ({
    check: ({state}) => when(state),
    run: async (model, desk) => {
      await act(model, desk, chosen);
      await assertAgrees(model.state, desk);
    },
    toString: () => `${name} ${fc.stringify(chosen)}`,
  }));
}

/** What the model does and what the application answers are the same: done, or refused for the same reason. */
export async function both(
  model: Model,
  expected: (state: State) => void,
  ask: () => Promise<Answer>,
  success = 200,
): Promise<void> {
  const refusal = model.attempt(expected);
  assertAnswer(await ask(), refusal, success);
}

export function assertAnswer({status, body}: Answer, refusal: Refusal | undefined, success = 200): void {
  if (refusal === undefined) {
    assert.equal(status, success, JSON.stringify(body));
    return;
  }
  const said = {status, code: body.error?.code, details: body.error?.details};
  const {details = said.details, code} = refusal;
  assert.deepEqual(said, {status: refusal.status, code, details});
}

/** Which of those that there are; later ones first, as they are more likely to be open. */
export const which = fc.nat({max: 7});

export function chosen(count: number, pick: number): number {
  return count - 1 - (pick % count);
}

/** A step about one booking: `act` is given its place. */
export function onBooking<Params>(
  name: string,
  params: fc.Arbitrary<Params>,
  act: (model: Model, desk: Desk, n: number, params: Params) => Promise<void>,
): StepArbitrary {
  return step(name, fc.tuple(which, params), {
    when: ({bookings}) => bookings.length > 0,
    act: (model, desk, [pick, rest]) => act(model, desk, chosen(model.state.bookings.length, pick), rest),
  });
}

/** A step about one place on a waiting list. */
export function inLine<Params>(
  name: string,
  params: fc.Arbitrary<Params>,
  act: (model: Model, desk: Desk, n: number, params: Params) => Promise<void>,
): StepArbitrary {
  return step(name, fc.tuple(which, params), {
    when: ({line}) => line.length > 0,
    act: (model, desk, [pick, rest]) => act(model, desk, chosen(model.state.line.length, pick), rest),
  });
}

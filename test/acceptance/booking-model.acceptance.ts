import assert from 'node:assert/strict';
import fc from 'fast-check';
import {bookingSteps} from '../helpers/booking-model/booking-steps';
import {cardSteps} from '../helpers/booking-model/card-steps';
import {changeSteps} from '../helpers/booking-model/change-steps';
import {refundSteps} from '../helpers/booking-model/refund-steps';
import {settleEverything} from '../helpers/booking-model/settle';
import {timeSteps} from '../helpers/booking-model/time-steps';
import {waitingSteps} from '../helpers/booking-model/waiting-steps';
import {World} from '../helpers/booking-model/world';
import {isSoak} from '../helpers/soak';

const STEPS = [...bookingSteps, ...cardSteps, ...changeSteps, ...refundSteps, ...waitingSteps, ...timeSteps];

const beginning = fc.record({
  now: fc.constantFrom('2027-03-01T10:00:00.000Z', '2027-03-20T23:30:00.000Z', '2027-10-20T22:30:00.000Z'),
  capacities: fc.tuple(...([2, 3, 2] as const).map(min => fc.integer({min, max: min + 2}))) as fc.Arbitrary<
    [number, number, number]
  >,
});

describe('Whatever customers, staff and time do in whatever order', () => {
  const world = new World();
  after(() => world.stop());

  it('seats, money and uses of codes are what a simple model says, and no rule is broken', async function () {
    this.timeout(isSoak ? 3_600_000 : 180_000);
    const property = fc.asyncProperty(
      beginning,
      fc.noBias(fc.commands(STEPS, {maxCommands: 60, size: 'max'})),
      async (begin, steps) => {
        const {model, desk} = await world.begin(begin);
        try {
          await fc.asyncModelRun(() => ({model, real: desk}), steps);
          await settleEverything(model, desk);
          assert.deepEqual(await desk.differences(), []);
        } catch (error) {
          await world.stop();
          throw error;
        }
      },
    );
    await fc.assert(property, {
      seed: Number(process.env.MODEL_SEED ?? 5),
      numRuns: Number(process.env.MODEL_RUNS ?? 15),
    });
  });
});

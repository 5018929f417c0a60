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

/**
 * The usual run is the same every time; the soak (`npm run test:soak`) is longer and another one each time. A failure
 * prints seed, path and, in a comment behind the steps, replayPath of the shortest sequence that fails: with them in
 * MODEL_SEED, MODEL_PATH and MODEL_REPLAY_PATH exactly that one runs. MODEL_RUNS is how many sequences are tried.
 */
const {MODEL_SEED, MODEL_RUNS, MODEL_PATH, MODEL_REPLAY_PATH} = process.env;
const [SEED, RUNS, MINUTES] = isSoak ? [Date.now() | 0, 600, 55] : [402, 15, 3];

describe('Whatever customers, staff and time do in whatever order', () => {
  const world = new World();
  after(() => world.stop());

  it('seats, money and uses of codes are what a simple model says, and no rule is broken', async function () {
    this.timeout((MINUTES + 1) * 60_000);
    const steps = fc.commands(STEPS, {maxCommands: 120, size: 'max', replayPath: MODEL_REPLAY_PATH});
    const property = fc.asyncProperty(beginning, fc.noBias(steps), async (begin, sequence) => {
      const {model, desk} = await world.begin(begin);
      try {
        await fc.asyncModelRun(() => ({model, real: desk}), sequence);
        await settleEverything(model, desk);
        assert.deepEqual(await desk.differences(), []);
      } catch (error) {
        await world.stop();
        throw error;
      }
    });
    await fc.assert(property, {
      seed: Number(MODEL_SEED ?? SEED),
      path: MODEL_PATH,
      endOnFailure: MODEL_PATH !== undefined,
      numRuns: Number(MODEL_RUNS ?? RUNS),
      // What was found is told before mocha gives up waiting for the shortest sequence; a slow machine tries fewer.
      interruptAfterTimeLimit: MINUTES * 60_000,
    });
  });
});

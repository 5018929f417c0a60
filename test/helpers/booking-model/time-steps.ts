import fc from 'fast-check';
import {releaseAll} from './seats';
import {type StepArbitrary, step} from './step';

const HOUR = 60;
const DAY = 24 * HOUR;

/** Time passes; the jobs run then, or nobody has acted on it when the next one asks. */
const passes = step(
  'time passes',
  fc.record({
    minutes: fc.constantFrom(5, 14, 15, 15, 15, 16, 16, HOUR, 12 * HOUR, DAY, DAY, 3 * DAY, 6 * DAY, 7 * DAY),
    withJobs: fc.boolean(),
  }),
  {
    act: async (model, desk, {minutes, withJobs}) => {
      model.state.now += minutes * 60_000;
      desk.app.passes({minutes});
      if (!withJobs) return;
      releaseAll(model.state);
      await desk.runJobs();
    },
  },
);

export const timeSteps: StepArbitrary[] = [passes, passes, passes, passes];

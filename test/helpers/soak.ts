/** Whether the long versions of tests run: `npm run test:soak`. */
export const isSoak = process.env.SOAK === '1';

const SOAK_ROUNDS = 50;

/** A test of one round, and of 50 in the soak. */
export function rounds(title: string, test: () => Promise<void>): void {
  for (let round = 1; round <= (isSoak ? SOAK_ROUNDS : 1); round += 1) {
    it(isSoak ? `${title} (${round} of ${SOAK_ROUNDS})` : title, test);
  }
}

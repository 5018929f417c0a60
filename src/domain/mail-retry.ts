const FIRST_DELAY_S = 30;
const LONGEST_DELAY_S = 6 * 60 * 60;

/**
 * How long a mail waits after an attempt that may succeed later: half a minute, then four times as long each time, six
 * hours at most.
 * @param attempt number of the attempt that failed, from 1
 * @returns seconds
 */
export function retryDelayS(attempt: number): number {
  return Math.min(FIRST_DELAY_S * 4 ** (attempt - 1), LONGEST_DELAY_S);
}

import {formatDuration} from './duration';

/** What runs now and for how long: one line on the terminal that is written anew every second. */
let running: {text: string; startedAt: number; timer: NodeJS.Timeout} | undefined;

const CLEAR_LINE = '\r\u001B[K';
const TICK_MS = 1000;
const WIDTH = 80;

/** Shows `text` until the next call; only for a terminal. */
export function showProgress(text: string): void {
  clearProgress();
  const timer = setInterval(draw, TICK_MS).unref();
  running = {text, startedAt: performance.now(), timer};
  draw();
}

/** Before anything else is written, and when the work is over. */
export function clearProgress(): void {
  if (running === undefined) return;
  clearInterval(running.timer);
  running = undefined;
  process.stderr.write(CLEAR_LINE);
}

function draw(): void {
  if (running === undefined) return;
  const tookMs = performance.now() - running.startedAt;
  const took = tookMs < TICK_MS ? '' : `  ${formatDuration(Math.round(tookMs / TICK_MS) * TICK_MS)}`;
  process.stderr.write(`${CLEAR_LINE}${running.text.slice(0, WIDTH - took.length - 1)}${took}`);
}

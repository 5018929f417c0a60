// The time that is left, always to be seen, and read out at a few moments only.
import * as format from '/common/format.js';
import {html, useEffect, useState} from '/common/html.js';
import {texts} from '/common/texts.js';
import {useNow} from '/common/use.js';

const words = texts.book.countdown;
/** Minutes before the end at which it is read out. */
const MOMENTS = [10, 5, 2, 1];
const MINUTE_MS = 60_000;
const HURRY_MS = 2 * MINUTE_MS;
const AGAIN_MS = 5000;

/** @param label what the time is for; `over`: said when it has run out; `onOver`: called then, and
 * again while this is shown */
export function Countdown({until, label, over, onOver}) {
  const now = useNow();
  const left = new Date(until) - now;
  const [said, setSaid] = useState('');
  const moment = MOMENTS.findLast(minutes => left <= minutes * MINUTE_MS);
  useEffect(() => {
    if (left > 0 && moment !== undefined) setSaid(words.minutes(moment));
  }, [moment]);
  const isOver = left <= 0;
  // The server's clock decides, and it may be behind this one.
  useEffect(() => {
    if (!isOver) return;
    setSaid(over);
    onOver();
    const timer = setInterval(onOver, AGAIN_MS);
    return () => clearInterval(timer);
  }, [isOver]);
  return html`
    <div class=${left < HURRY_MS ? 'countdown hurry' : 'countdown'}>
      <span class="time" aria-hidden="true">${isOver ? '0:00' : format.timeLeft(until, now)}</span>
      <span>${isOver ? over : label}</span>
      <span class="visually-hidden" role="status">${said}</span>
    </div>
  `;
}

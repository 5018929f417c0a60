// The time to pay is over: kindly said, with a look whether the seats are still there.
import {html} from '/common/html.js';
import {Loading} from '/common/parts.js';
import {navigate} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {read} from './ask.js';
import {draftAgain} from './draft.js';

const words = texts.book.ranOut;

export function RanOut({booking}) {
  const {seats, schedule} = booking;
  const load = useLoad(signal => read(`/api/schedules/${schedule.id}`, {}, signal), []);
  if (load.data === undefined && load.problem === undefined) return html`<${Loading} lines=${4} />`;
  const left = load.data?.seatsAvailable ?? 0;
  const isClosed = load.data === undefined;
  const again = wait => () => {
    draftAgain(booking);
    navigate(`/?schedule=${schedule.id}${wait}`);
  };
  return html`
    <section class="note attention stack ran-out">
      <p class="strong">${words.sorry}</p>
      <p>${isClosed ? words.closed : words.left(left, seats)}</p>
      <div class="actions">
        ${!isClosed && left > 0 && html`<button type="button" class="primary" onClick=${again('')}>${words.again}</button>`}
        ${!isClosed && left < seats && html`<button type="button" onClick=${again('&wait')}>${words.wait}</button>`}
        <a class="button" href=${`/?course=${encodeURIComponent(schedule.course.slug)}`} onClick=${() => draftAgain(booking)}>${words.others}</a>
      </div>
      <p class="small">${words.filled}</p>
    </section>
  `;
}

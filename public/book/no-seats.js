// Somebody was faster: the seats that are left, other dates, or the waiting list. Nothing typed is lost on the way.
import {html, useEffect, useRef} from '/common/html.js';
import {texts} from '/common/texts.js';
import {Dates} from './dates.js';

const words = texts.book.noSeats;
const FEW = 4;

/** @param problem SCHEDULE_FULL or one that says that the date is closed; `isRefusal`: the booking was
 * refused, far below; `onChange`: (values of the form) → void */
export function NoSeats({date, problem, seats, isRefusal, onChange}) {
  const note = useRef();
  useEffect(() => {
    if (isRefusal) note.current.focus();
  }, []);
  const isFull = problem.code === 'SCHEDULE_FULL';
  const left = problem.details?.seatsAvailable ?? 0;
  return html`
    <div class="note attention no-seats" role="alert" tabindex="-1" ref=${note}>
      <p class="strong">${isFull ? words.full(left) : words.closed}</p>
      <p>${words.kept}</p>
      <div class="actions">
        ${isFull && left > 0 && html`<button type="button" class="primary" onClick=${() => onChange({seats: left})}>${words.take(left)}</button>`}
        ${isFull && html`<a class="button" href=${`/?schedule=${date.id}&wait`}>${words.wait(seats)}</a>`}
        ${isFull && html`<button type="button" onClick=${() => onChange({})}>${words.lookAgain}</button>`}
      </div>
    </div>
    <div>
      <h3>${words.others(seats)}</h3>
      <${Dates} key=${seats} filter=${{courseId: date.course.id, seats}} limit=${FEW} empty=${words.noOthers} />
    </div>
  `;
}

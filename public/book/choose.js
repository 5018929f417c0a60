// The company cancelled the date: another one, or the money back. It is chosen once.
import * as format from '/common/format.js';
import {html, useState} from '/common/html.js';
import {Confirm, Empty, Loaded, say} from '/common/parts.js';
import {navigate} from '/common/router.js';
import {texts} from '/common/texts.js';
import {useLoad, useTask} from '/common/use.js';
import {kindly} from './ask.js';
import {placeOf} from './dates.js';

const words = texts.book.choose;

export function Choose({booking, holder}) {
  const load = useLoad(signal => holder.get('/choices', {signal}), []);
  const {schedule} = booking;
  return html`
    <${Loaded} load=${load} lines=${16}>
      ${choices =>
        choices.isOpen
          ? html`
              <div class="intro">
                <h1>${words.title}</h1>
                <p>${words.sorry(schedule.course.name, format.span(schedule.startDatetime, schedule.endDatetime))}</p>
              </div>
              <${Open} booking=${booking} choices=${choices} holder=${holder} reload=${load.reload} />
            `
          : html`
              <div class="intro"><h1>${words.closedTitle}</h1><p>${words.closed}</p></div>
              <p><a class="button primary" href=${addressOf(booking)}>${words.toBooking}</a></p>
            `}
    <//>
  `;
}

function Open({booking, choices, holder, reload}) {
  const [chosen, setChosen] = useState();
  const {isPaid, amount} = backOf(choices);
  const close = () => {
    setChosen(undefined);
    reload();
  };
  return html`
    <section class="stack">
      <h2>${words.otherDate}</h2>
      <p>${words.samePrice}</p>
      ${choices.schedules.length === 0 && html`<${Empty}>${words.noDates}<//>`}
      <ul class="dates short card" hidden=${choices.schedules.length === 0}>
        ${choices.schedules.map(date => {
          const when = format.span(date.startDatetime, date.endDatetime);
          return html`
            <li class="date" key=${date.id}>
              <div class="date-when"><p class="strong">${when}</p><p class="small">${placeOf(date.venue)}</p></div>
              <p class="date-seats small">${texts.book.dates.open(date.seatsAvailable)}</p>
              <button type="button" class="primary" aria-label=${`${words.move}: ${when}, ${date.venue.city}`} onClick=${() => setChosen({date})}>${words.move}</button>
            </li>
          `;
        })}
      </ul>
      <h2>${isPaid ? words.moneyBack : words.justCancel}</h2>
      <div class="card row">
        <p>${isPaid ? words.refundHow(amount) : words.nothingPaid}</p>
        <button type="button" onClick=${() => setChosen({})}>${isPaid ? words.refund(amount) : words.justCancel}</button>
      </div>
    </section>
    ${chosen && html`<${Sure} booking=${booking} choices=${choices} date=${chosen.date} holder=${holder} onClose=${close} />`}
  `;
}

function Sure({booking, choices, date, holder, onClose}) {
  const task = useTask(async () => {
    if (date) await holder.send('POST', '/move', {body: {courseScheduleId: date.id}});
    else await holder.send('POST', '/cancel', {body: {courseScheduleId: booking.schedule.id}});
    say(date ? words.moved : words.refunded);
    navigate(addressOf(booking));
  });
  const {isPaid, amount} = backOf(choices);
  const refund = isPaid ? words.refund(amount) : words.justCancel;
  const action = date ? words.move : refund;
  const sure = isPaid ? words.sureRefund(amount) : words.sureCancel;
  return html`
    <${Confirm} title=${action} action=${action} task=${{...task, problem: kindly(task.problem)}} onClose=${onClose}>
      <p>${date ? words.sureMove(format.span(date.startDatetime, date.endDatetime), placeOf(date.venue)) : sure}</p>
      <p class="small">${words.once(booking.contact.email)}</p>
    <//>
  `;
}

const backOf = ({refundAmount}) => ({isPaid: refundAmount !== '0.00', amount: format.money(refundAmount)});
const addressOf = ({bookingReference}) => `/?booking=${bookingReference}`;

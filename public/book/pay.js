// Paying: how, until when the seats are kept, and what happens meanwhile.
import * as format from '/common/format.js';
import {html, useEffect, useState} from '/common/html.js';
import {Loading, ProblemNote} from '/common/parts.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {kindly} from './ask.js';
import {Countdown} from './countdown.js';
import {dueOf, instructionsOf} from './payments.js';
import {CardForm} from './stripe.js';

const words = texts.book.pay;
const DAY_MS = 86_400_000;
/** How often the booking is asked for after a payment, and how many times before it is left to the mail. */
const ASK_MS = 2000;
const MOST_ASKS = 45;

export function Pay({booking, holder, reload}) {
  const {status, holdExpiresAt, paymentMethod, paymentDueOn} = booking;
  const due = dueOf(booking);
  if (status === 'confirmed' && due <= 0)
    return html`<p class="note good" role="status">${booking.paymentAmount === '0.00' ? words.free : words.paid}</p>`;
  return html`
    <section class="card stack pay">
      ${status === 'confirmed' && html`<p class="note good">${words.confirmed}</p>`}
      <h2>${words.title(format.money(due))}</h2>
      ${status === 'pending' && holdExpiresAt && html`<${Hold} until=${holdExpiresAt} seats=${booking.seats} reload=${reload} />`}
      ${
        paymentMethod === 'card'
          ? html`<${ByCard} booking=${booking} holder=${holder} reload=${reload} />`
          : html`<p>${words.byInvoice(paymentDueOn && format.day(paymentDueOn))}</p>`
      }
    </section>
  `;
}

/** Minutes are counted down; days are a date. */
function Hold({until, seats, reload}) {
  const [isLong] = useState(new Date(until) - Date.now() > DAY_MS);
  if (isLong)
    return html`<p class="countdown"><span>${words.keptUntil(seats, format.dayTime(until))}</span></p>`;
  return html`<${Countdown} until=${until} label=${words.keptFor(seats)} over=${words.over} onOver=${reload} />`;
}

function ByCard({booking, holder, reload}) {
  const known = instructionsOf(booking.bookingReference);
  const isKnown =
    known !== undefined &&
    known.clientSecret !== null &&
    Number(known.amount ?? dueOf(booking)) === dueOf(booking);
  const load = useLoad(
    async signal => (isKnown ? known : holder.send('POST', '/payment', {signal})),
    [booking.bookingReference, booking.paymentAmount],
  );
  const [isPaid, setPaid] = useState(false);
  if (load.problem) return html`<${ProblemNote} problem=${kindly(load.problem)} retry=${load.reload} />`;
  if (load.data === undefined) return html`<${Loading} lines=${6} />`;
  const {provider, status, instructions, clientSecret} = load.data;
  if (provider === 'offline')
    return html`<p>${instructions}</p><p class="small">${words.offline(booking.contact)}</p>${booking.status === 'pending' && html`<p class="small">${words.offlineKept}</p>`}`;
  if (isPaid || status === 'paid' || status === 'processing')
    return html`<${Confirming} isPending=${booking.status === 'pending'} reload=${reload} />`;
  if (!clientSecret)
    return html`<div class="note attention"><p>${words.away}</p><button type="button" onClick=${load.reload}>${texts.actions.tryAgain}</button></div>`;
  return html`
    <${CardForm} payment=${load.data} returnTo=${`/?booking=${booking.bookingReference}&booked`} onPaid=${() => setPaid(true)} />
  `;
}

/** The money is on its way to us: the booking is asked until it is confirmed. */
function Confirming({isPending, reload}) {
  const [asks, setAsks] = useState(0);
  useEffect(() => {
    if (!isPending || asks >= MOST_ASKS) return;
    const timer = setTimeout(() => {
      setAsks(asks + 1);
      reload();
    }, ASK_MS);
    return () => clearTimeout(timer);
  }, [asks, isPending]);
  return html`<p class="note good" role="status">${asks < MOST_ASKS ? words.confirming : words.mailLater}</p>`;
}

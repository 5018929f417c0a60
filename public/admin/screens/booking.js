// A booking: what it is and what happened to it, and the actions that its state allows, the sensible one first.
import * as format from '/common/format.js';
import {html, useEffect, useRef, useState} from '/common/html.js';
import {Badge, Loaded, say} from '/common/parts.js';
import {get, request} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad, useNow, useRecordTitle} from '/common/use.js';
import {About, Contact} from '../booking/about.js';
import {Attendees} from '../booking/attendees.js';
import {backToList} from '../booking/back.js';
import {PaymentBadge} from '../booking/badges.js';
import {BookingDialog} from '../booking/dialogs.js';
import {Mails} from '../booking/mails.js';
import {Documents, Money, Payments, Refunds} from '../booking/money.js';
import {actionsOf, notesOf} from '../booking/state.js';
import {Timeline} from '../booking/timeline.js';
import {ScreenHead} from '../frame.js';

const words = texts.booking;

export function Booking({id}) {
  const load = useLoad(signal => loadAll(id, signal), [id]);
  return html`
    ${!load.data && html`<${ScreenHead} title=${texts.bookings.one} back=${backToList()} />`}
    <${Loaded} load=${load} lines=${16}>${data => html`<${Shown} data=${data} reload=${load.reload} />`}<//>`;
}

/** The booking, and its parts at the same time: nothing jumps, and a part that fails leaves the others. */
async function loadAll(id, signal) {
  const part = (path, query) =>
    get(path, query, {signal}).then(
      ({data}) => data.items,
      () => undefined,
    );
  const ofBooking = {bookingId: id, limit: 100};
  const [{data: booking, etag}, timeline, payments, refunds, documents, mails] = await Promise.all([
    request('GET', `/api/admin/bookings/${id}`, {signal}),
    part(`/api/admin/bookings/${id}/timeline`),
    part('/api/admin/payments', ofBooking),
    part('/api/admin/refunds', ofBooking),
    part('/api/admin/documents', ofBooking),
    part('/api/admin/email-logs', ofBooking),
  ]);
  return {booking, etag, timeline, payments, refunds, documents, mails};
}

function Shown({data, reload}) {
  const {booking, etag, timeline, payments, refunds, documents, mails} = data;
  const [dialog, setDialog] = useState();
  const title = `${format.fullName(booking.contact)} · ${booking.bookingReference}`;
  useRecordTitle(title);
  useFollow(data, reload);
  const open = (name, item) => setDialog({name, item});
  const close = isOld => {
    setDialog(undefined);
    if (isOld) reload();
  };
  const done = message => {
    say(message);
    close(true);
  };
  return html`
    <${ScreenHead} title=${title} back=${backToList()}>
      <${Actions} booking=${booking} open=${open} />
    <//>
    <${Standing} booking=${booking} refunds=${refunds ?? []} open=${open} />
    <div class="booking">
      <div class="stack">
        <${About} booking=${booking} open=${open} />
        <${Attendees} booking=${booking} open=${open} />
        <${Contact} booking=${booking} open=${open} />
        <${Mails} items=${mails} booking=${booking} open=${open} />
      </div>
      <div class="stack">
        <${Money} booking=${booking} />
        <${Payments} items=${payments} />
        <${Refunds} items=${refunds} open=${open} />
        <${Documents} items=${documents} />
      </div>
      <${Timeline} items=${timeline} booking=${booking} />
    </div>
    ${dialog && html`<${BookingDialog} key=${dialog.name} ...${dialog} booking=${booking} etag=${etag} onDone=${done} onClose=${close} />`}
  `;
}

const MOST_LOOKS = 5;

/** Looks again while mails and refunds are under way, and gives the focus a place when what had it is gone. */
function useFollow({booking, mails, refunds}, reload) {
  const looks = useRef(0);
  const seen = useRef(booking.version);
  const isMoving =
    mails?.some(({status}) => status === 'queued' || status === 'sending') ||
    refunds?.some(({status}) => status === 'approved');
  useEffect(() => {
    if (!isMoving || looks.current >= MOST_LOOKS) return;
    looks.current++;
    const timer = setTimeout(reload, 3000);
    return () => clearTimeout(timer);
  });
  useEffect(() => {
    if (seen.current === booking.version) return;
    seen.current = booking.version;
    looks.current = 0;
    if (document.activeElement === document.body)
      document.getElementById('content').focus({preventScroll: true});
  }, [booking.version]);
}

function Actions({booking, open}) {
  const {first, others} = actionsOf(booking);
  return html`
    ${first && html`<button type="button" class="primary" onClick=${() => open(first)}>${words.actions[first]}</button>`}
    ${others.map(name => html`<button type="button" key=${name} onClick=${() => open(name)}>${words.actions[name]}</button>`)}
  `;
}

/** Its badges, and what they mean now. */
function Standing({booking, refunds, open}) {
  const now = useNow(booking.status === 'pending' ? 1000 : 60_000);
  return html`
    <div class="standing stack">
      <p class="badges">
        <span><span class="visually-hidden">${texts.bookings.status}: </span><${Badge} status=${booking.status} /></span>
        <span><span class="visually-hidden">${texts.bookings.payment}: </span><${PaymentBadge} status=${booking.paymentStatus} /></span>
      </p>
      ${notesOf(booking, refunds, now).map(
        ({key, tone = 'plain', text, href, action, item}) => html`
          <div class=${`note ${tone}`} key=${key}>
            <p>${text}</p>
            ${action && html`<button type="button" onClick=${() => open(action, item)}>${words[action].action}</button>`}
            ${href && html`<a href=${href}>${words.next.openRefund}</a>`}
          </div>
        `,
      )}
    </div>
  `;
}

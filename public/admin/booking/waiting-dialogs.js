// Offer seats to somebody who waits, or take them off the list.
import {TextField} from '/common/fields.js';
import {useForm} from '/common/form.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Dialog, ProblemNote} from '/common/parts.js';
import {get, post} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {ActionDialog} from './action.js';

const words = texts.waitingList;

/** @param entry of the list */
export function OfferSeats({entry, onDone, onClose}) {
  const load = useLoad(signal => situation(entry, signal), [entry.id]);
  if (load.problem)
    return html`<${Dialog} title=${titleOf(entry)} onClose=${onClose}><${ProblemNote} problem=${load.problem} retry=${load.reload} /><//>`;
  return load.data && html`<${Offer} entry=${entry} ...${load.data} onDone=${onDone} onClose=${onClose} />`;
}

const titleOf = entry => words.offerTo(format.contactName(entry));

function Offer({entry, free, before, onDone, onClose}) {
  const form = useForm({
    initial: {seats: String(Math.max(Math.min(entry.seats, free), 1))},
    save: async ({seats}, {key}) => {
      await post(`/api/admin/waiting-list/${entry.id}/offer`, {seats: Number(seats)}, {key});
      onDone(words.offered);
    },
  });
  const isTooMany = Number(form.values.seats) > free;
  return html`
    <${ActionDialog} title=${titleOf(entry)} form=${form} action=${words.offer} isReady=${!isTooMany} onClose=${onClose}
      effects=${[
        before !== undefined && (before > 0 ? words.before(before) : words.first),
        words.kept,
        texts.booking.mailed(words.mailOffer, entry.contactEmail),
      ]}>
      <p class=${free === 0 ? 'bad-text' : undefined}>${words.wanted(entry.seats)} ${free === 0 ? words.noneFree : words.free(free)}</p>
      <${TextField} form=${form} name="seats" type="number" min="1" max=${entry.seats} label=${words.seatsToOffer} required />
      ${isTooMany && free > 0 && html`<p class="problem" role="alert">${texts.newBooking.full(free)}</p>`}
    <//>
  `;
}

/** How many seats are free, and how many people are passed over. */
async function situation({id, courseScheduleId}, signal) {
  const [{data: schedule}, {data: entry}] = await Promise.all([
    get(`/api/admin/schedules/${courseScheduleId}`, undefined, {signal}),
    get(`/api/admin/waiting-list/${id}`, undefined, {signal}),
  ]);
  return {free: schedule.seatsAvailable, before: entry.place === null ? undefined : entry.place - 1};
}

export function RemoveFromList({entry, onDone, onClose}) {
  const form = useForm({
    initial: {},
    save: async (_, {key}) => {
      await post(`/api/admin/waiting-list/${entry.id}/remove`, undefined, {key});
      onDone(words.removed);
    },
  });
  return html`
    <${ActionDialog} title=${words.removeOf(format.contactName(entry))} form=${form} action=${words.remove} isDangerous onClose=${onClose}
      effects=${[words.removeText, texts.booking.nobodyMailed]} />
  `;
}

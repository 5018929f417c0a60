// Replace, remove and add those who come on a booking.
import {TextField} from '/common/fields.js';
import {useForm} from '/common/form.js';
import * as format from '/common/format.js';
import {html} from '/common/html.js';
import {Loaded} from '/common/parts.js';
import {get, post, request} from '/common/request.js';
import {texts} from '/common/texts.js';
import {useLoad} from '/common/use.js';
import {ActionDialog} from './action.js';
import {isNothing, pence, pounds} from './amounts.js';
import {useInsist} from './insist.js';
import {NOBODY, PeopleFields, peopleOf} from './people-fields.js';
import {attendeeActionsOf} from './state.js';

const words = texts.booking.attendees;

/** @param item the attendee */
export function ReplaceAttendee({booking, item, onDone, onClose}) {
  const insist = useInsist();
  const {canSwap} = attendeeActionsOf(booking);
  const form = useForm({
    draft: `booking/${booking.id}/attendee/${item.id}`,
    initial: canSwap ? {...NOBODY, kind: 'other'} : {...nameOf(item), kind: 'same'},
    save: async (values, {key}) => {
      const {kind, ...person} = values;
      const body = {
        ...peopleOf([person])[0],
        isCorrection: kind === 'same',
        allowDuplicates: insist.isMeant(values),
      };
      await request('PUT', `/api/admin/bookings/${booking.id}/attendees/${item.id}`, {body, key});
      onDone(words.replaced);
    },
  });
  const isSame = form.values.kind === 'same';
  const choose = kind => form.setAll(kind === 'same' ? {...nameOf(item), kind} : {...NOBODY, kind});
  const option = (kind, label) => html`
    <label class="choice">
      <input type="radio" name="kind" value=${kind} checked=${form.values.kind === kind} onChange=${() => choose(kind)} />${label}
    </label>
  `;
  return html`
    <${ActionDialog} title=${canSwap ? words.replaceOf(format.fullName(item)) : words.correctOf(format.fullName(item))} form=${form} action=${isSame ? texts.actions.save : words.replace} onClose=${onClose}
      insist=${() => insist.mean(form)}
      effects=${[
        isSame ? words.correctionText : words.free,
        texts.booking.mailed(words.mail, booking.contact.email),
      ]}>
      ${
        canSwap &&
        html`
          <fieldset class="choices">
            <legend>${words.kind}</legend>
            ${option('other', words.somebodyElse)}
            ${option('same', words.correction)}
          </fieldset>
        `
      }
      <div class="fields">
        <${TextField} form=${form} name="firstName" label=${texts.booking.firstName} required maxlength="100" />
        <${TextField} form=${form} name="lastName" label=${texts.booking.lastName} required maxlength="100" />
        <${TextField} form=${form} name="email" type="email" label=${texts.booking.emailShort} maxlength="255" />
      </div>
    <//>
  `;
}

const nameOf = ({firstName, lastName, email}) => ({firstName, lastName, email: email ?? ''});

export function RemoveAttendee({booking, item, onDone, onClose}) {
  const path = `/api/bookings/${booking.bookingReference}/cancellation-preview`;
  const load = useLoad(
    signal => get(path, {attendeeId: item.id}, {signal}).then(({data}) => data),
    [item.id],
  );
  const form = useForm({
    initial: {inFull: false},
    save: async ({inFull}, {key}) => {
      await post(`/api/admin/bookings/${booking.id}/attendees/${item.id}/remove`, {inFull}, {key});
      onDone(words.removed);
    },
  });
  const {inFull} = form.values;
  return html`
    <${ActionDialog} title=${words.removeTitle(format.fullName(item))} form=${form} action=${words.remove} isDangerous
      isReady=${load.data !== undefined} onClose=${onClose}
      effects=${[
        words.seatFree,
        load.data && (inFull ? words.inFullText : whatGoesBack(load.data)),
        texts.booking.mailed(words.mail, booking.contact.email),
      ]}>
      <div class="reserve">
        <${Loaded} load=${load} lines=${1}>
          ${({paidAmount}) =>
            !isNothing(paidAmount) &&
            html`
              <label class="choice">
                <input type="checkbox" checked=${inFull} onChange=${event => form.set('inFull', event.currentTarget.checked)} />
                ${words.inFull}
              </label>
            `}
        <//>
      </div>
    <//>
  `;
}

function whatGoesBack({paidAmount, refundAmount, tier}) {
  if (isNothing(paidAmount)) return words.unpaid;
  const text = tier
    ? texts.booking.cancel.percent(tier.name, tier.refundPercent)
    : texts.booking.cancel.began;
  return isNothing(refundAmount) ? words.nothingBack(text) : words.back(format.money(refundAmount), text);
}

export function AddAttendees({booking, onDone, onClose}) {
  const insist = useInsist();
  const load = useLoad(
    signal =>
      get(`/api/admin/schedules/${booking.schedule.id}`, undefined, {signal}).then(async ({data}) => {
        const course = await get(`/api/admin/courses/${data.courseId}`, undefined, {signal});
        return {left: data.seatsAvailable, each: course.data.price};
      }),
    [booking.id],
  );
  const form = useForm({
    draft: `booking/${booking.id}/add`,
    initial: {attendees: [NOBODY]},
    save: async (values, {key}) => {
      const body = {attendees: peopleOf(values.attendees), allowDuplicates: insist.isMeant(values)};
      await post(`/api/admin/bookings/${booking.id}/attendees`, body, {key});
      onDone(words.added);
    },
  });
  const count = form.values.attendees.length;
  return html`
    <${ActionDialog} title=${words.addTitle} form=${form} action=${words.add} isWide onClose=${onClose}
      isReady=${load.data !== undefined && count <= load.data.left} insist=${() => insist.mean(form)}
      effects=${load.data ? effectsOfAdding(booking, count, load.data) : []}>
      <${Loaded} load=${load} lines=${1}>${({left}) => html`<p class=${count > left ? 'bad-text' : 'small'}>${words.left(left)}</p>`}<//>
      <${PeopleFields} form=${form} />
    <//>
  `;
}

function effectsOfAdding(booking, count, {left, each}) {
  if (count > left) return [texts.newBooking.full(left)];
  const total = pounds(pence(each) * count);
  return [
    words.cost(count, format.money(each), format.money(total)),
    !isNothing(booking.discountApplied) && words.costDiscount,
    words.dueLater,
    texts.booking.mailed(words.mail, booking.contact.email),
  ];
}

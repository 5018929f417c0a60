// Edit a booking's contact and notes.
import {TextArea, TextField} from '/common/fields.js';
import {useForm} from '/common/form.js';
import {html} from '/common/html.js';
import {request} from '/common/request.js';
import {texts} from '/common/texts.js';
import {ActionDialog} from './action.js';
import {begunWith, Conflict, currentOf} from './version.js';

const words = texts.booking;
const LABELS = {
  firstName: words.firstName,
  lastName: words.lastName,
  email: words.email,
  phone: words.phone,
  notes: words.notes,
};

const valuesOf = ({contact, notes}) => ({...contact, phone: contact.phone ?? '', notes: notes ?? ''});

export function EditBooking({booking, etag, onDone, onClose}) {
  const initial = valuesOf(booking);
  const form = useForm({
    draft: `booking/${booking.id}/edit`,
    initial: begunWith(etag, initial),
    save: async ({began, ...values}) => {
      const body = changesOf(values, began.values);
      if (Object.keys(body).length > 0)
        await request('PATCH', `/api/admin/bookings/${booking.id}`, {body, etag: began.etag});
      onDone(texts.saved);
    },
  });
  const isOther = form.values.email.trim().toLowerCase() !== initial.email.toLowerCase();
  const isConflict = currentOf(form) !== undefined;
  return html`
    <${ActionDialog} title=${words.contact} form=${isConflict ? {...form, problem: undefined} : form} action=${texts.actions.save} onClose=${onClose}
      effects=${[isOther && words.emailHint, words.nobodyMailed]}>
      <div class="fields">
        <${TextField} form=${form} name="firstName" label=${words.firstName} required maxlength="100" />
        <${TextField} form=${form} name="lastName" label=${words.lastName} required maxlength="100" />
        <${TextField} form=${form} name="email" type="email" label=${words.email} required maxlength="255" />
        <${TextField} form=${form} name="phone" type="tel" label=${words.phone} maxlength="20" />
      </div>
      <${TextArea} form=${form} name="notes" label=${words.notes} hint=${words.notesHint} maxlength="5000" />
    <//>
    <${Conflict} form=${form} labels=${LABELS} valuesOf=${valuesOf} />
  `;
}

/** What differs from `before`; an emptied field is null. */
function changesOf({notes, ...values}, before) {
  const contact = Object.fromEntries(
    Object.entries(values)
      .filter(([name, value]) => value !== before[name])
      .map(([name, value]) => [name, value === '' ? null : value]),
  );
  return {
    ...(Object.keys(contact).length > 0 ? {contact} : {}),
    ...(notes === before.notes ? {} : {notes: notes === '' ? null : notes}),
  };
}

// What somebody types to book: one draft for all dates, so that another date, or the waiting list, begins with it.
import {writeDraft} from '/common/drafts.js';

export const DRAFT = 'book';

export const EMPTY = {
  seats: 1,
  'contact.firstName': '',
  'contact.lastName': '',
  'contact.email': '',
  'contact.phone': '',
  isComing: true,
  isCompany: false,
  'company.name': '',
  'company.purchaseOrderNumber': '',
  typedCode: '',
  discountCode: '',
  paymentMethod: 'card',
};

/** Names of the fields of the attendee on the `index`th seat. */
export const nameOf = (index, field) => `attendees.${index}.${field}`;

/** The contact is on the first seat when they come themselves. */
function attendeesOf(values) {
  return Array.from({length: values.seats}, (_, index) => {
    if (index === 0 && values.isComing) return person(values, field => `contact.${field}`);
    return person(values, field => nameOf(index, field));
  });
}

export function contactOf(values) {
  return {...person(values, field => `contact.${field}`), ...filled({phone: values['contact.phone']})};
}

export function bookingOf(values, courseScheduleId) {
  return {courseScheduleId, contact: contactOf(values), ...acceptanceOf(values)};
}

/** Of an offer, whose seats and contact are known. */
export function acceptanceOf(values) {
  return {
    attendees: attendeesOf(values),
    paymentMethod: values.paymentMethod,
    ...filled({discountCode: values.discountCode}),
    ...(values.isCompany
      ? {
          company: {
            name: values['company.name'],
            ...filled({purchaseOrderNumber: values['company.purchaseOrderNumber']}),
          },
        }
      : {}),
  };
}

/** Brings a booking that ran out back into the form. */
export function draftAgain(booking) {
  const {contact, company, attendees} = booking;
  const isSame = one => one?.firstName === contact.firstName && one?.lastName === contact.lastName;
  const values = {
    ...EMPTY,
    seats: booking.seats,
    ...named('contact', contact, ['firstName', 'lastName', 'email', 'phone']),
    isComing: isSame(attendees[0]),
    isCompany: company !== null,
    'company.name': company?.name ?? '',
    'company.purchaseOrderNumber': company?.purchaseOrderNumber ?? '',
    typedCode: booking.discountCode ?? '',
    discountCode: booking.discountCode ?? '',
    paymentMethod: booking.paymentMethod === 'invoice' ? 'invoice' : 'card',
  };
  for (const [index, attendee] of attendees.entries())
    Object.assign(values, named(`attendees.${index}`, attendee, ['firstName', 'lastName', 'email']));
  writeDraft(DRAFT, values);
}

function person(values, name) {
  return {
    firstName: values[name('firstName')] ?? '',
    lastName: values[name('lastName')] ?? '',
    ...filled({email: values[name('email')]}),
  };
}

const named = (prefix, object, names) =>
  Object.fromEntries(names.map(name => [`${prefix}.${name}`, object[name] ?? '']));
const filled = object => Object.fromEntries(Object.entries(object).filter(([, value]) => value?.trim()));

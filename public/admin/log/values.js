// Values of the activity log as people read them: names of fields in words, dates and money formatted, and what differs.
import * as format from '/common/format.js';
import {texts} from '/common/texts.js';

const words = texts.activity;
const MONEY = /amount|price|refund|charge|value|paid/i;

/** `paymentAmount`, `payment_amount` and `payment.amount` → Payment amount */
export function labelOf(name) {
  if (Object.hasOwn(words.fields, name)) return words.fields[name];
  const plain = name
    .replace(/([a-z])([A-Z0-9])/g, '$1 $2')
    .replaceAll(/[_.]+/g, ' ')
    .toLowerCase();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** @param value of JSON; @param name of its field */
export function showValue(value, name = '') {
  if (value === null || value === undefined || value === '') return words.nothing;
  if (value === true) return words.yes;
  if (value === false) return words.no;
  if (typeof value === 'number') return /id$/i.test(name) ? `#${value}` : format.number(value);
  if (Array.isArray(value)) return value.map(one => showValue(one, name)).join('; ') || words.nothing;
  if (typeof value === 'object') return showObject(value);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return format.dayTime(value);
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return format.day(value);
  if (/^-?\d+\.\d\d$/.test(value) && MONEY.test(name)) return format.money(value);
  if (name === 'cause') return texts.refunds.causes[value] ?? value;
  if (/status$/i.test(name)) return texts.statuses[value] ?? labelOf(value);
  if (/^payment_?method$/i.test(name)) return texts.paymentMethods[value] ?? value;
  return value;
}

function showObject(value) {
  const {firstName, lastName, email} = value;
  if (firstName !== undefined && lastName !== undefined)
    return [`${firstName} ${lastName}`, email].filter(Boolean).join(', ');
  return Object.entries(value)
    .filter(([, one]) => one !== null && one !== '')
    .map(([name, one]) => `${labelOf(name)}: ${showValue(one, name)}`)
    .join(', ');
}

/**
 * What differs, field by field, objects by their own fields.
 * @returns [{name, before, after}, …]; undefined: that side says nothing about the field
 */
export function differencesOf(oldValues, newValues) {
  const [before, after] = [flat(oldValues ?? {}), flat(newValues ?? {})];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter(name => name !== 'version' && JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map(name => ({name, before: before[name], after: after[name]}));
}

function flat(values, prefix = '') {
  const found = {};
  for (const [name, value] of Object.entries(values)) {
    const isNested =
      value !== null && typeof value === 'object' && !Array.isArray(value) && value.firstName === undefined;
    if (isNested) Object.assign(found, flat(value, `${prefix}${name}.`));
    else found[`${prefix}${name}`] = value;
  }
  return found;
}

/** `booking.payment_recorded` → Booking: payment recorded */
export function actionOf(action) {
  const [entity, verb] = action.split('.');
  const name = words.entities[entity] ?? labelOf(entity);
  return `${name}: ${words.verbs[verb] ?? labelOf(verb).toLowerCase()}`;
}

const ADDRESSES = {
  booking: 'bookings',
  course: 'courses',
  course_schedule: 'schedules',
  venue: 'venues',
  user: 'customers',
  company: 'companies',
  discount_code: 'discount-codes',
  refund: 'refunds',
  email_log: 'emails',
};

/** Where the thing has its page; undefined: nowhere. */
export function addressOf({entityType, entityId, action}) {
  if (entityId === null || action.endsWith('.deleted') || !Object.hasOwn(ADDRESSES, entityType))
    return undefined;
  return `/admin/${ADDRESSES[entityType]}/${entityId}`;
}

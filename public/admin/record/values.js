// What a form types of a record's values, and how it is written back as the API wants it.
import {amountOf} from '../booking/amounts.js';

const asText = value => (value === null || value === undefined ? '' : String(value));

/** Ways of typing a value: `type`: as the form has it; `write`: as the API wants it. Without one a text is only trimmed. */
export const NUMBER = {type: asText, write: text => (text === '' ? null : Number(text))};
/** An empty field is no value. */
export const NULLABLE = {type: asText, write: text => text.trim() || null};
/** Pounds or a percentage: "7.5" is 7.50. */
export const AMOUNT = {type: asText, write: text => amountOf(text.trim())};
/** One per line. */
export const LINES = {
  type: list => list.join('\n'),
  write: text =>
    text
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== ''),
};

const PLAIN = {
  type: value => value ?? '',
  write: value => (typeof value === 'string' ? value.trim() : value),
};

/** @param as {name: one of the above} */
export function typedValues(record, names, as) {
  return Object.fromEntries(names.map(name => [name, (as[name] ?? PLAIN).type(record[name])]));
}

export function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** @returns names of what is typed otherwise than `began` has it */
export function touchedNames(values, began) {
  return Object.keys(began).filter(name => !isSame(values[name], began[name]));
}

/** What a request sends. @param began what was there before; undefined: a new record, where empty fields are left out */
export function writtenValues(values, as, began) {
  const names = began
    ? touchedNames(values, began)
    : Object.keys(values).filter(name => values[name] !== '' && values[name] !== undefined);
  return Object.fromEntries(names.map(name => [name, (as[name] ?? PLAIN).write(values[name])]));
}

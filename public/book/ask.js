// What the public pages ask the API: without a sign-in, or with the key of a booking.
import * as format from '/common/format.js';
import {get, request} from '/common/request.js';
import {signedInUser} from '/common/session.js';
import {texts} from '/common/texts.js';
import {forgetKey, keyOf} from './keys.js';

const words = texts.book.problems;

/** @returns what everybody may read */
export async function read(path, query, signal) {
  const {data} = await get(path, query, {signal, token: null});
  return data;
}

/** Courses and venues, read once while the page is open. */
export function catalogue() {
  known ??= Promise.all([read('/api/courses'), read('/api/venues')]).then(
    ([courses, venues]) => ({courses, venues}),
    problem => {
      known = undefined;
      throw problem;
    },
  );
  return known;
}

let known;

/** The holder's way to one booking, or one place in line: with its key, or else with their sign-in. */
export function holderOf(kind, reference) {
  const token = keyOf(kind, reference);
  const base = `/api/${kind === 'booking' ? 'bookings' : 'waiting-list'}/${encodeURIComponent(reference)}`;
  return {
    reference,
    token,
    forgetKey: () => forgetKey(kind, reference),
    mayAsk: token !== undefined || signedInUser() !== undefined,
    base,
    get: async (path = '', options = {}) => (await request('GET', base + path, {...options, token})).data,
    send: async (method, path, options) => (await request(method, base + path, {...options, token})).data,
  };
}

/** The customer's words for a problem, where the API's are for programmers. */
export function kindly(problem) {
  if (!problem) return undefined;
  const text = words[problem.code];
  if (text === undefined) return problem;
  const message = typeof text === 'function' ? text(problem.details ?? {}, format) : text;
  return Object.assign(Object.create(problem), {message});
}

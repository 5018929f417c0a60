// The one way to the API: tokens, problems and idempotency keys.
import {offline, problemOf} from './problem.js';
import {accessToken, renewedToken} from './session.js';

/** Asks the person to sign in again, over what they are doing. Set by the console. @type {() => Promise<void>} */
let askToSignIn;

/** A new token that is refused too, and a new sign-in after it. */
const MOST_TRIES = 4;

export function onSignInNeeded(ask) {
  askToSignIn = ask;
}

/**
 * @param method of HTTP
 * @param path begins with `/api/`
 * @param options `query`: an object, whose empty values are left out; `body`: sent as JSON; `etag`: what was read, for
 *   If-Match; `key`: an Idempotency-Key, the same for each try of one intent (see `newKey`); `token`: of a booking or
 *   a place in line, instead of the sign-in, or null for none; `signal`: to give up
 * @returns {Promise<{data: any, etag: string | undefined, response: Response}>} `data`: JSON, or undefined
 * @throws Problem; an AbortError after `signal`
 */
export async function request(method, path, options = {}) {
  for (let tries = 1; ; tries++) {
    const token = options.token === undefined ? await accessToken() : options.token;
    const response = await send(method, path, {...options, token});
    const isRefused = response.status === 401 && options.token === undefined;
    if (isRefused && askToSignIn !== undefined && tries < MOST_TRIES) {
      if ((await renewedToken(token)) === undefined) await askToSignIn();
      continue;
    }
    if (!response.ok) throw await problemOf(response);
    const isJson = response.headers.get('Content-Type')?.startsWith('application/json') ?? false;
    return {
      data: isJson ? await response.json() : undefined,
      etag: response.headers.get('ETag') ?? undefined,
      response,
    };
  }
}

export const get = (path, query, options) => request('GET', path, {query, ...options});
export const post = (path, body, options) => request('POST', path, {body, ...options});

/** For each intent of a person one: pressing again after a lost answer books nothing twice. */
export function newKey() {
  return crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map(hex).join('');
}

/** Saves what the API answers as a file, under the name that it says. @throws Problem */
export async function download(path, options = {}) {
  const {response, data} = await request('GET', path, options);
  const blob = data === undefined ? await response.blob() : new Blob([JSON.stringify(data)]);
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  const address = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), {href: address, download: name ?? 'download'});
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function send(method, path, {query = {}, body, etag, key, token, signal}) {
  const headers = {Accept: 'application/json, */*;q=0.5'};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (token) headers.Authorization = `Bearer ${token}`;
  if (etag !== undefined) headers['If-Match'] = etag;
  if (key !== undefined) headers['Idempotency-Key'] = key;
  try {
    return await fetch(withQuery(path, query), {method, headers, body: body && JSON.stringify(body), signal});
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw offline();
  }
}

/** @param query values that are undefined, null or '' are left out; lists are repeated */
export function withQuery(path, query) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) {
      if (one !== undefined && one !== null && one !== '') parameters.append(name, one);
    }
  }
  const text = parameters.toString();
  if (text === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}${text}`;
}

function hex(byte) {
  return byte.toString(16).padStart(2, '0');
}

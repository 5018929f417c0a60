// Who is signed in. The access token lives in this page's memory only; the refresh token, good for one use, is shared by
// all tabs, which take turns to use it.
import {forgetDrafts} from './drafts.js';
import {offline, problemOf} from './problem.js';

const KEY = 'training-admin:session';
const LOCK = 'training-admin:refresh';
/** A token that ends this soon is not worth sending. */
const MARGIN_MS = 10_000;

let access;
const listeners = new Set();

/** @returns {{refreshToken: string, user: object} | undefined} what this browser keeps between visits */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? undefined;
  } catch {
    return undefined;
  }
}

function keep({user, accessToken, refreshToken, expiresIn}) {
  access = {token: accessToken, userId: user.id, endsAt: Date.now() + expiresIn * 1000 - MARGIN_MS};
  localStorage.setItem(KEY, JSON.stringify({refreshToken, user}));
  tell();
}

function forget() {
  access = undefined;
  localStorage.removeItem(KEY);
  tell();
}

function tell() {
  for (const listener of listeners) listener(signedInUser());
}

export function signedInUser() {
  return kept()?.user;
}

/** Calls `listener` with the user, or undefined, when somebody signs in or out, in any tab. @returns a way to stop */
export function onSessionChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

addEventListener('storage', ({key}) => {
  if (key !== KEY && key !== null) return;
  // Somebody else signed in, in another tab: nothing more is done in the name of who it was here.
  if (signedInUser()?.id !== access?.userId) access = undefined;
  tell();
});

/** @throws Problem INVALID_CREDENTIALS, RATE_LIMITED, OFFLINE */
export async function signIn(email, password) {
  keep(await post('/api/auth/login', {email, password}));
}

/** Ends the sign-in on the server too, for every tab; here it ends whatever the server says. */
export async function signOut() {
  const session = kept();
  forget();
  forgetDrafts();
  if (session !== undefined)
    await post('/api/auth/logout', {refreshToken: session.refreshToken}).catch(() => {});
}

/** A token that is worth sending, fetched when there is none. @returns undefined when nobody is signed in */
export async function accessToken() {
  if (kept() === undefined) return undefined;
  if (access !== undefined && Date.now() < access.endsAt) return access.token;
  return renewedToken(access?.token);
}

/**
 * A token other than `refused`.
 * @returns undefined when the sign-in is over
 * @throws Problem OFFLINE or of the server, when it may still hold
 */
export function renewedToken(refused) {
  return inTurn(async () => {
    if (access !== undefined && access.token !== refused) return access.token;
    const session = kept();
    if (session === undefined) return undefined;
    try {
      const answer = await post('/api/auth/refresh', {refreshToken: session.refreshToken});
      // Signed out meanwhile: that holds.
      if (kept()?.refreshToken === session.refreshToken) keep(answer);
      return access?.token;
    } catch (problem) {
      if (problem.status !== 401) throw problem;
      // Who it was is kept: they sign in again, over what they were doing.
      access = undefined;
      return undefined;
    }
  });
}

let last = Promise.resolve();

/** One tab at a time: a token that is used twice ends the sign-in. Without https only this tab can wait for itself. */
function inTurn(work) {
  if (navigator.locks !== undefined) return navigator.locks.request(LOCK, work);
  const turn = last.then(work);
  // Whoever asked is told by `turn`; the next one has its turn either way.
  last = turn.catch(() => undefined);
  return turn;
}

async function post(path, body) {
  let response;
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify(body),
    });
  } catch {
    throw offline();
  }
  if (!response.ok) throw await problemOf(response);
  return response.status === 204 ? undefined : response.json();
}

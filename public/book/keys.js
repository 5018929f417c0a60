// The keys to bookings and places in line: they come behind the # of a mailed link, and with what is booked here. They
// are kept for this tab only: whoever uses the computer next must not find them, and the mail has the link again.
const PREFIX = 'training-admin:key:';
const KINDS = ['booking', 'waiting-list', 'reset-password', 'verify-email'];
/** What a payment page appends when it sends somebody back. */
const LEFTOVERS = ['payment_intent', 'payment_intent_client_secret', 'redirect_status', 'source_type'];

/** Reads the key of the address once, and takes it out: it must not be bookmarked, shared or printed by accident. */
export function takeKey() {
  const address = new URL(location.href);
  const token = /^#token=([\w.-]+)/.exec(address.hash)?.[1];
  const kind = KINDS.find(name => address.searchParams.has(name));
  if (token !== undefined && kind !== undefined) keepKey(kind, address.searchParams.get(kind), token);
  const before = address.href;
  for (const name of LEFTOVERS) address.searchParams.delete(name);
  if (token !== undefined) address.hash = '';
  if (address.href !== before) history.replaceState(null, '', tidy(address));
  return token !== undefined;
}

/** @param reference of the booking or place; '' for links to an account */
export function keepKey(kind, reference, token) {
  sessionStorage.setItem(nameOf(kind, reference), token);
}

export function keyOf(kind, reference = '') {
  return sessionStorage.getItem(nameOf(kind, reference)) ?? undefined;
}

export function forgetKey(kind, reference = '') {
  sessionStorage.removeItem(nameOf(kind, reference));
}

/** The link that a mail carries, to copy. */
export function linkWithKey(kind, reference) {
  const query = `${kind}=${encodeURIComponent(reference)}`;
  return `${location.origin}${location.pathname}?${query}#token=${keyOf(kind, reference)}`;
}

const nameOf = (kind, reference) => `${PREFIX}${kind}:${reference.toUpperCase()}`;
/** `&choose`, not `&choose=`. */
const tidy = ({pathname, search}) => pathname + search.replaceAll(/=(?=&|$)/g, '');

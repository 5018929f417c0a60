// The address says what is shown: every screen can be bookmarked, reloaded and gone back to.
import {useEffect, useState} from './html.js';

const listeners = new Set();

function changed() {
  for (const listener of listeners) listener();
}

addEventListener('popstate', changed);

/** @param address a path of ours with its query; `replace`: without a step in the browser's history */
export function navigate(address, {replace = false} = {}) {
  if (replace) history.replaceState(null, '', address);
  else {
    history.pushState(null, '', address);
    scrollTo(0, 0);
  }
  changed();
}

/** Writes these parameters into the address; empty ones are taken out. */
export function setQuery(values, options = {replace: true}) {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null || value === '') address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  navigate(`${address.pathname}${address.search}`, options);
}

/** @returns {{path: string, query: Record<string, string>}} of the address, now and whenever it changes */
export function useAddress() {
  const [address, setAddress] = useState(read);
  useEffect(() => {
    const listener = () => setAddress(read());
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, []);
  return address;
}

function read() {
  return {path: location.pathname, query: Object.fromEntries(new URLSearchParams(location.search))};
}

/**
 * @param pattern such as `/admin/bookings/:id`
 * @returns the named parts, or undefined when the path is another one
 */
export function match(pattern, path) {
  const wanted = pattern.split('/');
  const parts = path.replace(/(.)\/$/, '$1').split('/');
  if (wanted.length !== parts.length) return undefined;
  const found = {};
  for (const [index, name] of wanted.entries()) {
    if (name.startsWith(':')) found[name.slice(1)] = decoded(parts[index]);
    else if (name !== parts[index]) return undefined;
  }
  return found;
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Lets links within `base` change the screen without loading the page. @param isExact of that very path only */
export function followLinks(base, isExact = false) {
  addEventListener('click', event => {
    const link = event.target.closest?.('a[href]');
    if (!link || event.defaultPrevented || event.button !== 0 || link.target || link.hasAttribute('download'))
      return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const {origin, pathname, search, hash} = new URL(link.href);
    const isOurs = isExact ? pathname === base : pathname.startsWith(base);
    if (origin !== location.origin || !isOurs || hash !== '') return;
    event.preventDefault();
    navigate(`${pathname}${search}`);
  });
}

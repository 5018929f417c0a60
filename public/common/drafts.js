// What was typed and not saved yet: kept in this tab, so that a reload or an ended sign-in loses nothing.
const PREFIX = 'training-admin:draft:';

/** @returns undefined when there is none */
export function readDraft(name) {
  try {
    return name && (JSON.parse(sessionStorage.getItem(PREFIX + name)) ?? undefined);
  } catch {
    return undefined;
  }
}

/** Keeps `values` as if they had been typed; undefined: forgets them. @param name of a form's draft */
export function writeDraft(name, values) {
  if (!name) return;
  if (values === undefined) sessionStorage.removeItem(PREFIX + name);
  else sessionStorage.setItem(PREFIX + name, JSON.stringify(values));
}

/** Whoever signs out leaves nothing behind for the next person at this desk. */
export function forgetDrafts() {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}

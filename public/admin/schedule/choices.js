// Courses, venues and instructors to choose from: few enough for a list, loaded once and kept for a minute.
import {html, useEffect, useState} from '/common/html.js';
import {get} from '/common/request.js';
import {texts} from '/common/texts.js';

const KEPT_MS = 60_000;
const PATHS = {
  courses: ['/api/admin/courses', {sort: 'name'}],
  venues: ['/api/admin/venues', {sort: 'name'}],
  instructors: ['/api/admin/users', {role: 'instructor', sort: 'lastName'}],
};
let kept;

/** All pages of a list. */
export async function everything(path, query, {signal, most = 500} = {}) {
  const items = [];
  let after;
  do {
    const {data} = await get(path, {...query, limit: 100, after}, {signal});
    items.push(...data.items);
    after = data.nextCursor ?? undefined;
  } while (after !== undefined && items.length < most);
  return items;
}

async function load() {
  const names = Object.keys(PATHS);
  const lists = await Promise.all(names.map(name => everything(...PATHS[name])));
  return Object.fromEntries(names.map((name, index) => [name, lists[index]]));
}

function loadChoices() {
  if (kept === undefined || Date.now() - kept.at > KEPT_MS) {
    kept = {at: Date.now(), lists: load()};
    kept.lists.catch(() => {
      kept = undefined;
    });
  }
  return kept.lists;
}

/** @returns {{courses: object[], venues: object[], instructors: object[]}} empty until they are there */
export function useChoices() {
  const [lists, setLists] = useState({courses: [], venues: [], instructors: []});
  useEffect(() => {
    let isGone = false;
    loadChoices().then(
      found => isGone || setLists(found),
      // The screen's own loading shows the same problem.
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, []);
  return lists;
}

export const nameOf = ({name, firstName, lastName}) => name ?? `${firstName} ${lastName}`;

/** For a select: those in use, and `current` whatever became of it. */
export function optionsOf(items, current) {
  return items
    .filter(({isActive, id}) => isActive || String(id) === String(current))
    .map(item => [String(item.id), item.isActive ? nameOf(item) : texts.schedule.inactive(nameOf(item))]);
}

/** For a filter: all, as old records hang on inactive ones. */
export const filterOptions = items => items.map(item => [String(item.id), nameOf(item)]);

/** Seats taken of a schedule: a bar, and the same in words. */
export function Seats({taken, capacity, minSeats = 0}) {
  const share = capacity > 0 ? Math.min(1, taken / capacity) : 0;
  const tone = taken >= capacity ? 'full' : taken < minSeats ? 'low' : 'fine';
  return html`
    <span class="seats">
      <span class=${`seats-bar ${tone}`} aria-hidden="true"><span style=${{width: `${share * 100}%`}}></span></span>
      <span class="seats-text">${taken}<span aria-hidden="true">/</span><span class="visually-hidden">${texts.schedules.ofCapacity}</span>${capacity}</span>
    </span>
  `;
}

// Durations and sizes of the schema screen, and the names of migrations as people read them.
import * as format from '/common/format.js';

/** @param ms 3.2 → 3.2 ms, 1530 → 1.5 s */
export function duration(ms) {
  if (ms < 1000) return `${format.number(Math.round(ms * 10) / 10)} ms`;
  if (ms < 120_000) return `${format.number(Math.round(ms / 100) / 10)} s`;
  return `${format.number(Math.round(ms / 60_000))} min`;
}

export function size(bytes) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${format.number(Math.round(value * 10) / 10)} ${units[unit]}`;
}

/** 20250127121000_create_courses_table → [Create courses table, 20250127121000] */
export function nameParts(name) {
  const [, stamp = '', words] = /^(\d*)_?(.*)$/.exec(name);
  const plain = words.replaceAll('_', ' ');
  return [plain.charAt(0).toUpperCase() + plain.slice(1), stamp];
}

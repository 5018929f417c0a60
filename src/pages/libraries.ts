import {readFileSync} from 'node:fs';
import path from 'node:path';
import {PROJECT_ROOT} from '../config';

/** What the pages load from `/lib/`: files of npm packages, as they are shipped. */
const FILES: Readonly<Record<string, string>> = {
  'preact.js': 'preact/dist/preact.mjs',
  'preact-hooks.js': 'preact/hooks/dist/hooks.mjs',
  'htm.js': 'htm/dist/htm.module.js',
  'uplot.js': 'uplot/dist/uPlot.iife.min.js',
  'uplot.css': 'uplot/dist/uPlot.min.css',
  'event-calendar.js': '@event-calendar/build/dist/event-calendar.min.js',
  'event-calendar.css': '@event-calendar/build/dist/event-calendar.min.css',
};

/** Browsers find no packages by their name, and an import map would be an inline script. */
const ADDRESSES: Readonly<Record<string, string>> = {preact: '/lib/preact.js'};

/** Reads a library. @returns undefined for an unknown name */
export function readLibrary(name: string): string | undefined {
  const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  if (file === undefined) return undefined;
  const shipped = readFileSync(path.join(PROJECT_ROOT, 'node_modules', file), 'utf8');
  return shipped
    .replace(/\/\/# sourceMappingURL=.*$/m, '')
    .replace(/\bfrom\s*"([\w@/-]+)"/g, (whole, imported) =>
      Object.hasOwn(ADDRESSES, imported) ? `from"${ADDRESSES[imported]}"` : whole,
    );
}

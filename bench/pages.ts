/**
 * How long a screen takes until it can be used, in a browser that has never been there, with 100,000 bookings in the
 * database. `--quick` only looks whether all of it works.
 */
import type {Browser, Page} from 'playwright-core';
import {launchChromium} from '../test/helpers/browser/chromium';
import {UNTIL_SHOWN} from '../test/helpers/browser/in-page';
import {type Figure, isMissed, renderTable} from './figures';
import {BenchDatabase} from './http/database';
import {Server} from './http/processes';
import {describeMachine, writeSection} from './report';

const FULL = {bookings: 100_000, runs: 15};
const QUICK: typeof FULL = {bookings: 2000, runs: 1};
const BAR_MS = 1000;
const ADMIN = {email: 'admin@reactfasttraining.co.uk', password: 'admin123'};
const VIEWPORT = {width: 1280, height: 900};

interface Screen {
  what: string;
  address: string;
  /** Has no bar: shown for comparison. */
  isExtra?: true;
  /** Done on the screen once it is shown; then only this is timed, from the last letter on. */
  search?: string;
}

const SCREENS: readonly Screen[] = [
  {what: 'dashboard, first visit', address: '/admin'},
  {what: 'list of bookings, first visit', address: '/admin/bookings'},
  {
    what: 'bookings found by part of a name, after the last letter',
    address: '/admin/bookings',
    search: 'obri',
  },
  {
    what: 'customers found by part of a name, after the last letter',
    address: '/admin/customers',
    search: 'zoe o',
  },
  {what: 'calendar of a month with 500 courses, first visit', address: '/admin/calendar', isExtra: true},
  {what: 'one booking, first visit', address: '/admin/bookings/:id'},
  {what: 'booking page, first visit', address: '/'},
];

async function main(): Promise<void> {
  const isQuick = process.argv.includes('--quick');
  const plan = isQuick ? QUICK : FULL;
  const database = await BenchDatabase.start('bench_pages');
  let server: Server | undefined;
  let browser: Browser | undefined;
  try {
    note(`database with ${plan.bookings.toLocaleString('en')} bookings`);
    await database.command('migrate');
    await database.command('seed:run');
    await database.command('seed:large', '--bookings', String(plan.bookings));
    server = await Server.ours(database, {jobsOn: true});
    await database.refreshReports();
    browser = await launchChromium();
    const figures = await measure(browser, server.url, await screensOf(database), plan.runs);
    publish(figures, database, plan, isQuick);
  } finally {
    await browser?.close();
    await server?.stop();
    await database.stop();
  }
}

/** With a booking from the middle. */
async function screensOf(database: BenchDatabase): Promise<Screen[]> {
  const {rows} = await database.query<{id: number}>('select max(id) / 2 as id from bookings');
  return SCREENS.map(screen => ({...screen, address: screen.address.replace(':id', String(rows[0]?.id))}));
}

/** Screen by screen in turns; the first round is not counted. */
async function measure(browser: Browser, url: string, screens: Screen[], runs: number): Promise<Figure[]> {
  const figures = screens.map(({what, isExtra}) => ({
    what,
    ...(isExtra ? {} : {barMs: BAR_MS}),
    samplesMs: [] as number[],
  }));
  for (let run = 0; run <= runs; run += 1) {
    note(run === 0 ? 'warm-up' : `run ${run} of ${runs}`);
    for (const [index, screen] of screens.entries()) {
      const took = await timeOf(browser, url, screen);
      if (run > 0) figures[index]?.samplesMs.push(took);
    }
  }
  return figures;
}

/** In a browser of its own, without anything kept but the sign-in. */
async function timeOf(browser: Browser, url: string, {address, search}: Screen): Promise<number> {
  const context = await browser.newContext({viewport: VIEWPORT, storageState: await signedIn(url)});
  try {
    const page = await context.newPage();
    const begin = performance.now();
    await page.goto(url + address, {waitUntil: 'commit'});
    await shown(page);
    if (search === undefined) return performance.now() - begin;
    return await timeOfSearch(page, search);
  } finally {
    await context.close();
  }
}

async function timeOfSearch(page: Page, text: string): Promise<number> {
  const field = page.getByRole('searchbox').first();
  await field.pressSequentially(text.slice(0, -1));
  const answer = page.waitForResponse(
    response => new URL(response.url()).searchParams.get('search') === text,
  );
  const begin = performance.now();
  await field.press(text.slice(-1));
  await answer;
  await shown(page);
  return performance.now() - begin;
}

async function shown(page: Page): Promise<void> {
  await page.evaluate(UNTIL_SHOWN);
}

async function signedIn(origin: string) {
  const response = await fetch(`${origin}/api/auth/login`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(ADMIN),
  });
  const {refreshToken, user} = (await response.json()) as {refreshToken: string; user: object};
  const session = {name: 'training-admin:session', value: JSON.stringify({refreshToken, user})};
  return {cookies: [], origins: [{origin, localStorage: [session]}]};
}

function publish(figures: Figure[], {version}: BenchDatabase, plan: typeof FULL, isQuick: boolean): void {
  const text =
    `${renderTable(figures)}\n\n` +
    `Database of ${plan.bookings.toLocaleString('en')} bookings. Each run is a new browser window with nothing in its cache; ` +
    'the clock stops when the content stands and nothing is being loaded any more. The server, PostgreSQL and Chromium share the ' +
    `cores.\n\n${describeMachine(version)}`;
  process.stdout.write(`${text}\n\n`);
  if (isQuick) return;
  writeSection('bench:pages', text);
  if (figures.some(isMissed)) process.exitCode = 1;
}

function note(text: string): void {
  process.stderr.write(`${text}…\n`);
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});

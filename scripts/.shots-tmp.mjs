// Takes pictures of every screen into docs/screenshots/: node scripts/screenshots.mjs [NAME…]
// On the development seeds, in both themes and two widths, on the day of a course: the seeds lie around today.
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(path.join(root, 'dist.brow', 'test', 'helpers', 'browser', 'site.js'));
const {mochaGlobalSetup, mochaGlobalTeardown} = require('../global-fixtures.js');
const {JOBS} = require('../../../src/jobs/index.js');
const {givenSeededApplication} = require('../seeded.js');
const {bookingPageAddresses, consoleAddresses} = require('./addresses.js');
const {THEMES, WIDTHS} = require('./screen.js');
const {SEEDED_ADMIN, Site} = require('./site.js');

const FOLDER = path.join(root, 'docs', 'screenshots');
const QUALITY = 36;
const HEIGHTS = {1280: 900, 375: 812};
/** A long screen is shown from its beginning. */
const MOST_HEIGHT = 1400;
/** No jobs run here: they would go by the real time. */
const JOBS_RAN = `
  insert into graphile_worker._private_known_crontabs (identifier, known_since, last_execution)
  select name, cast($2 as timestamptz), cast($2 as timestamptz) from unnest(cast($1 as text[])) as name`;
const wanted = process.argv.slice(2);

await mochaGlobalSetup();
const site = new Site(async () => {
  const app = await givenSeededApplication();
  app.now = await courseDay(app);
  await app.rows(JOBS_RAN, [JOBS.filter(job => job.schedule).map(job => job.name), app.now]);
  return app;
});
try {
  await site.start();
  fs.mkdirSync(FOLDER, {recursive: true});
  if (wanted.length === 0) for (const file of fs.readdirSync(FOLDER)) fs.rmSync(path.join(FOLDER, file));
  const screens = [
    {name: 'sign-in', address: '/admin'},
    ...(await bookingPageAddresses(site.app)),
    ...(await consoleAddresses(site.app)).map(one => ({...one, as: SEEDED_ADMIN})),
  ];
  for (const width of WIDTHS) await takeAll(screens, width);
} finally {
  await site.stop();
  await mochaGlobalTeardown();
}
const sizes = fs.readdirSync(FOLDER).map(file => fs.statSync(path.join(FOLDER, file)).size);
console.log(`${sizes.length} pictures, ${(sizes.reduce((a, b) => a + b, 0) / 2 ** 20).toFixed(1)} MB`);

async function takeAll(screens, width) {
  const visitors = new Map();
  for (const {name, address, as} of screens) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    if (!visitors.has(as)) visitors.set(as, await site.visitor({width, height: HEIGHTS[width], as}));
    const visitor = visitors.get(as);
    await visitor.page.setViewportSize({width, height: HEIGHTS[width]});
    await visitor.open(address);
    const height = Math.min(
      await visitor.page.evaluate('document.documentElement.scrollHeight'),
      MOST_HEIGHT,
    );
    await visitor.page.setViewportSize({width, height: Math.max(height, HEIGHTS[width])});
    for (const theme of THEMES) {
      await visitor.page.emulateMedia({colorScheme: theme});
      await visitor.settled();
      fs.writeFileSync(path.join(FOLDER, `${name}-${theme}-${width}.webp`), await pictureOf(visitor.page));
    }
  }
}

/** WebP is half the size of JPEG; the driver itself knows only JPEG and PNG. */
async function pictureOf(page) {
  const devtools = await page.context().newCDPSession(page);
  const {data} = await devtools.send('Page.captureScreenshot', {format: 'webp', quality: QUALITY});
  await devtools.detach();
  return Buffer.from(data, 'base64');
}

/** An hour into the next course that somebody has booked: the dashboard has something to show. */
async function courseDay(app) {
  const [course] = await app.rows(
    `select start_datetime + interval '1 hour' as begun from course_schedules
     where status = 'published' and start_datetime > now() and seats_taken > 0 order by start_datetime limit 1`,
  );
  return course.begun;
}

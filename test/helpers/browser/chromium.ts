import {existsSync} from 'node:fs';
import {type Browser, chromium} from 'playwright-core';

/** Where the packages of Debian, Ubuntu, Alpine and Google put it. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const HOW_TO_INSTALL =
  'Chromium is missing: apt-get install chromium, or name the program in CHROMIUM_PATH.';

export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  return (named ? [named] : PLACES).find(place => existsSync(place));
}

/** @throws Error when there is none */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(HOW_TO_INSTALL);
  return chromium.launch({
    executablePath,
    // Chromium refuses its sandbox to root, and containers have little /dev/shm.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
  });
}

/** As a program: says what is missing before anything is started. */
if (require.main === module && findChromium() === undefined) {
  console.error(HOW_TO_INSTALL);
  process.exitCode = 1;
}

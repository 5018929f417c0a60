import assert from 'node:assert/strict';
import {type Address, bookingPageAddresses, consoleAddresses} from '../helpers/browser/addresses';
import {faultsOf, WIDTHS} from '../helpers/browser/screen';
import {givenSite, SEEDED_ADMIN, type Staff} from '../helpers/browser/site';
import type {Visitor} from '../helpers/browser/visitor';
import {Weights} from '../helpers/browser/weight';
import {givenSeededApplication} from '../helpers/seeded';

const LIMIT_MS = 180_000;
const MOST_SCRIPT_BYTES = 200 * 1024;

describe('Every screen', () => {
  const site = givenSite(givenSeededApplication);

  for (const width of WIDTHS) {
    it(
      `of the console, ${width} px wide, has in both themes no barrier, no sideways scrolling, one heading, 200 KB of JavaScript at most`,
      site.test(async ({app}) => lookAtAll(await consoleAddresses(app), width, SEEDED_ADMIN)),
    ).timeout(LIMIT_MS);

    it(
      `of the booking page, ${width} px wide, has in both themes no barrier, no sideways scrolling and one heading`,
      site.test(async ({app}) => lookAtAll(await bookingPageAddresses(app), width)),
    ).timeout(LIMIT_MS);
  }

  /** All of them, so that one run tells all that is wrong. */
  async function lookAtAll(addresses: Address[], width: number, as?: Staff): Promise<void> {
    const visitor = await site.visitor({width, as});
    visitor.announceMaybe(/^404 GET \/api\/schedules\/999999$/);
    const weights = new Weights();
    const faults: string[] = [];
    for (const {address} of addresses) {
      const found = await lookAt(visitor, address, weights).catch(error => [(error as Error).message]);
      faults.push(...found.map(fault => `${address}: ${fault}`));
    }
    assert.equal(faults.length, 0, `\n  ${faults.join('\n  ')}`);
  }

  async function lookAt(visitor: Visitor, address: string, weights: Weights): Promise<string[]> {
    const before = visitor.responses.length;
    await visitor.page.emulateMedia({colorScheme: 'light'});
    await visitor.open(address);
    const faults = await faultsOf(visitor);
    const bytes = await weights.total(visitor.responses.slice(before));
    if (bytes > MOST_SCRIPT_BYTES) faults.push(`loads ${bytes} bytes of JavaScript`);
    return [...faults, ...visitor.troubles()];
  }
});

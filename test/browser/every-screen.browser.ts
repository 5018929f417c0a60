import assert from 'node:assert/strict';
import {type Address, bookingPageAddresses, consoleAddresses} from '../helpers/browser/addresses';
import {faultsOf, WIDTHS} from '../helpers/browser/screen';
import {givenSite, SEEDED_ADMIN, type Staff} from '../helpers/browser/site';
import {givenSeededApplication} from '../helpers/seeded';

const LIMIT_MS = 120_000;

describe('Every screen', () => {
  const site = givenSite(givenSeededApplication);

  for (const width of WIDTHS) {
    it(
      `of the console has no barrier, no sideways scrolling and one heading, in both themes, at ${width} px`,
      site.test(async ({app}) => lookAt(await consoleAddresses(app), width, SEEDED_ADMIN)),
    ).timeout(LIMIT_MS);

    it(
      `of the booking page has no barrier, no sideways scrolling and one heading, in both themes, at ${width} px`,
      site.test(async ({app}) => lookAt(await bookingPageAddresses(app), width)),
    ).timeout(LIMIT_MS);
  }

  async function lookAt(addresses: Address[], width: number, as?: Staff): Promise<void> {
    const visitor = await site.visitor({width, height: 900, as});
    visitor.announceMaybe(/^404 GET \/api\/schedules\/999999$/);
    const faults: string[] = [];
    for (const {address} of addresses) {
      await visitor.page.emulateMedia({colorScheme: 'light'});
      try {
        await visitor.open(address);
        faults.push(...(await faultsOf(visitor)).map(fault => `${address}: ${fault}`));
        faults.push(...visitor.troubles().map(fault => `${address}: ${fault}`));
      } catch (error) {
        faults.push(`${address}: ${(error as Error).message}`);
      }
    }
    assert.equal(faults.length, 0, `\n  ${faults.join('\n  ')}`);
  }
});

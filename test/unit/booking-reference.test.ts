import assert from 'node:assert/strict';
import {newBookingReference, normaliseBookingReference} from '../../src/domain/booking-reference';

describe('A booking reference', () => {
  it("is RFT- and 8 characters of Crockford's base 32", () => {
    for (let i = 0; i < 1_000; i += 1) assert.match(newBookingReference(), /^RFT-[0-9A-HJKMNP-TV-Z]{8}$/);
  });

  it('uses each of the 32 characters equally often', () => {
    const characters = Array.from({length: 32}, (_, block) =>
      newBookingReference(() => Uint8Array.from({length: 8}, (_, i) => block * 8 + i)).slice(4),
    ).join('');

    const counts = new Map<string, number>();
    for (const character of characters) counts.set(character, (counts.get(character) ?? 0) + 1);
    assert.deepEqual([...counts.keys()].sort().join(''), '0123456789ABCDEFGHJKMNPQRSTVWXYZ');
    assert.deepEqual(new Set(counts.values()), new Set([8]));
  });

  it('is another one each time', () => {
    const references = new Set(Array.from({length: 1_000}, () => newBookingReference()));

    assert.equal(references.size, 1_000);
  });

  it('is read as people type it', () => {
    assert.equal(normaliseBookingReference('rft-7k2m9qxd'), 'RFT-7K2M9QXD');
    assert.equal(normaliseBookingReference('Rft-oOiIlL0z'), 'RFT-0011110Z');
    assert.equal(normaliseBookingReference('RFT-7K2M9QXD'), 'RFT-7K2M9QXD');
  });
});

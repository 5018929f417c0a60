import {randomBytes} from 'node:crypto';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

type Random = (size: number) => Uint8Array;

/** Rule 19: `RFT-` and 8 random characters of Crockford's base 32 (40 bits). */
export function newBookingReference(random: Random = randomBytes): string {
  return newReference('RFT-', random);
}

/** The same for a place on a waiting list. */
export function newWaitingReference(random: Random = randomBytes): string {
  return newReference('RFW-', random);
}

function newReference(prefix: string, random: Random): string {
  return prefix + Array.from(random(8), byte => CROCKFORD[byte & 31]).join('');
}

/** Crockford's reading of what a person typed: case aside, O is 0, I and L are 1. */
export function normaliseBookingReference(typed: string): string {
  const [prefix, code] = [typed.slice(0, 4).toUpperCase(), typed.slice(4).toUpperCase()];
  return prefix + code.replace(/O/g, '0').replace(/[IL]/g, '1');
}

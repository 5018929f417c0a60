import {createHash} from 'node:crypto';
import {isIPv6} from 'node:net';

const IPV4_MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * One name for all addresses that one customer of a provider can use: an IPv4 address also when it comes mapped into
 * IPv6, and the /64 network of an IPv6 address.
 */
export function networkOf(address: string): string {
  const bare = address.split('%', 1)[0] ?? '';
  const mapped = IPV4_MAPPED.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(bare)) return bare;
  // The URL parser writes every spelling of an address in one way.
  const canonical = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const [head = [], tail = []] = canonical
    .split('::')
    .map(part => part.split(':').filter(group => group !== ''));
  const groups = [...head, ...Array(GROUPS - head.length - tail.length).fill('0'), ...tail];
  if (groups.slice(0, 5).every(group => group === '0') && groups[5] === 'ffff')
    return dotted(groups.slice(6));
  return `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64`;
}

/** Only a hash is kept, so the table names nobody. */
export function subjectHash(subject: string): Buffer {
  return createHash('sha256').update(subject).digest();
}

/** `['102', '304']` is 1.2.3.4. */
function dotted(groups: string[]): string {
  return groups
    .map(group => Number.parseInt(group, 16))
    .flatMap(value => [value >> 8, value & 255])
    .join('.');
}

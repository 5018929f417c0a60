import assert from 'node:assert/strict';
import {networkOf} from '../../src/services/rate-limit-subject';

describe('The subject of a limit per address', () => {
  const cases: [string, string, string][] = [
    ['an IPv4 address is itself', '203.0.113.7', '203.0.113.7'],
    ['an IPv4 address mapped into IPv6 is the IPv4 address', '::ffff:203.0.113.7', '203.0.113.7'],
    ['so it is in hexadecimal', '::ffff:cb00:7107', '203.0.113.7'],
    ['so it is in full', '0:0:0:0:0:FFFF:203.0.113.7', '203.0.113.7'],
    ['an IPv6 address stands for its /64 network', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['a neighbour in that network is the same', '2001:DB8:1:2::99', '2001:db8:1:2::/64'],
    ['zeros that were left out count', '2001:db8::1', '2001:db8:0:0::/64'],
    ['zeros may be left out at the end', '2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['the network of another customer is another', '2001:db8:1:3:3:4:5:6', '2001:db8:1:3::/64'],
    ['the loopback address', '::1', '0:0:0:0::/64'],
    ['an interface name is left out', 'fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['what is no address is taken as it is', 'unknown', 'unknown'],
  ];
  for (const [title, address, network] of cases) {
    it(title, () => assert.equal(networkOf(address), network));
  }
});

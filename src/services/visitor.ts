import {isIP} from 'node:net';
import Bowser from 'bowser';
import type {Visitor} from '../repositories/analytics-event.repository';
import {networkOf} from './rate-limit-subject';

const MAX_USER_AGENT = 500;
const MAX_BROWSER = 50;

/** What is kept of whoever sends events. */
export function visitorOf(
  address: string | undefined,
  userAgent: string | undefined,
  userId: number | null,
): Visitor {
  return {
    userId,
    ipAddress: anonymised(address),
    userAgent: userAgent?.slice(0, MAX_USER_AGENT) ?? null,
    ...deviceOf(userAgent),
  };
}

/**
 * The /24 of an IPv4 address, the /48 of an IPv6 one: enough to tell regions and floods of one network apart, and too
 * little to tell a household. A full address would make every visit personal data that nobody asked for.
 */
export function anonymised(address: string | undefined): string | null {
  const bare = address?.split('%', 1)[0];
  if (bare === undefined || isIP(bare) === 0) return null;
  const network = networkOf(bare);
  if (isIP(network) === 4) return `${network.split('.').slice(0, 3).join('.')}.0/24`;
  return `${network.split(':').slice(0, 3).join(':')}::/48`;
}

function deviceOf(userAgent: string | undefined): Pick<Visitor, 'deviceType' | 'browser'> {
  if (!userAgent) return {deviceType: null, browser: null};
  const {platform, browser} = Bowser.parse(userAgent.slice(0, MAX_USER_AGENT));
  return {deviceType: platform.type ?? null, browser: browser.name?.slice(0, MAX_BROWSER) || null};
}

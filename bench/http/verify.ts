import {strict as assert} from 'node:assert';
import type {Case} from './cases';
import type {Server} from './processes';

/** Parts of a booking that chance decides. */
const RANDOM = ['bookingReference', 'accessToken', 'holdExpiresAt'];

/** One answer of a server, as text. */
export async function ask(server: Server, one: Case, token: string, n = 0): Promise<string> {
  const headers: Record<string, string> = one.body ? {'content-type': 'application/json'} : {};
  if (one.forStaff && server.name === 'ours') headers.authorization = `Bearer ${token}`;
  const response = await fetch(`${server.url}${one.path}`, {
    method: one.body ? 'POST' : 'GET',
    headers,
    ...(one.body && {body: JSON.stringify(one.body(n))}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${server.name} answers ${response.status} to "${one.name}": ${text}`);
  return text;
}

/**
 * Compares what the servers answer to a case.
 * @returns the peers whose bytes are the same as ours; the others' JSON is the same
 * @throws AssertionError when a peer answers something else
 */
export async function verify(one: Case, servers: readonly Server[], token: string): Promise<string[]> {
  const [ours, ...peers] = servers;
  if (ours === undefined) return [];
  const expected = await ask(ours, one, token, -1);
  const same: string[] = [];
  for (const [index, peer] of peers.entries()) {
    const text = await ask(peer, one, token, -2 - index);
    if (text === expected) same.push(peer.name);
    const [actual, wanted] = [text, expected].map(json => comparable(JSON.parse(json), one));
    assert.deepEqual(actual, wanted, `${peer.name} answers something else to "${one.name}"`);
  }
  return same;
}

function comparable(json: Record<string, unknown>, one: Case): Record<string, unknown> {
  if (one.body === undefined) return json;
  const text = JSON.stringify(json).replaceAll(String(json.bookingReference), '(reference)');
  const booked: Record<string, unknown> = JSON.parse(text);
  for (const name of RANDOM) booked[name] = typeof booked[name];
  return booked;
}

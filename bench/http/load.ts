import autocannon, {type Options, type Result} from 'autocannon';
import type {Case} from './cases';
import type {Server} from './processes';

export const CONNECTIONS = 20;

export interface Load {
  requests: number;
  seconds: number;
  latenciesMs: number[];
}

let bookings = 0;

/**
 * Asks as fast as a few connections can, for so long.
 * @throws Error when an answer is no success
 */
export async function load(server: Server, one: Case, token: string, seconds: number): Promise<Load> {
  const latenciesMs: number[] = [];
  const headers: Record<string, string> = {};
  if (one.forStaff && server.name === 'ours') headers.authorization = `Bearer ${token}`;
  if (one.body) headers['content-type'] = 'application/json';
  const {body} = one;
  const options: Options = {
    url: `${server.url}${one.path}`,
    connections: CONNECTIONS,
    duration: seconds,
    sampleInt: 100,
    headers,
    method: body ? 'POST' : 'GET',
    ...(body && {
      requests: [
        {
          setupRequest: request => {
            bookings += 1;
            return {...request, body: JSON.stringify(body(bookings))};
          },
        },
      ],
    }),
  };
  const result = await new Promise<Result>((resolve, reject) => {
    const run = autocannon(options, (error, done) => (error ? reject(error) : resolve(done)));
    run.on('response', (_client, _status, _bytes, responseTime) => latenciesMs.push(responseTime));
  });
  const bad = result.non2xx + result.errors + result.timeouts;
  if (bad > 0) throw new Error(`${server.name} failed ${bad} requests of "${one.name}"`);
  return {requests: latenciesMs.length, seconds: result.duration, latenciesMs};
}

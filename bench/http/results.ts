import {formatMs, markdownTable, median, percentile} from '../figures';
import type {Case} from './cases';
import {CONNECTIONS, type Load} from './load';
import {type PeerName, POOL_SIZE, type Server} from './processes';

export interface Results {
  cases: readonly Case[];
  results: ReadonlyMap<Case, ReadonlyMap<PeerName, readonly Load[]>>;
  /** Peers that answered with the same bytes; the others with the same JSON. */
  sameBytes: ReadonlyMap<Case, readonly string[]>;
  servers: readonly Server[];
  bookings: number;
  rounds: number;
  seconds: number;
  /** Of the machine, before the run. */
  loadBefore: number;
}

const MEMORY_BAR_MB = 250;

const TITLES: Readonly<Record<PeerName, string>> = {
  ours: 'this application',
  'loopback-stock': 'stock LoopBack repository controller',
  'express-knex': 'Express + Knex',
  'fastify-pg': 'Fastify + pg',
  'fastify-memory': 'Fastify from memory',
};

export function renderResults(all: Results): string {
  const {cases, servers, bookings, rounds, seconds, loadBefore} = all;
  const memory = servers.map(({name, peakMemory}) => {
    const megabytes = Math.round(peakMemory / 2 ** 20);
    const bar = `≤ ${MEMORY_BAR_MB} MB ${megabytes <= MEMORY_BAR_MB ? 'reached' : 'MISSED'}`;
    return [TITLES[name], `${megabytes} MB`, name === 'ours' ? bar : ''];
  });
  return [
    markdownTable([
      ['case', 'answered by', 'requests/s', 'ours is', 'bar', 'p50', 'p95', 'p99', 'answer'],
      ...cases.flatMap(one => rowsOf(one, all)),
    ]),
    '',
    markdownTable([['memory at most', 'RSS', 'bar'], ...memory]),
    '',
    `Database of ${bookings.toLocaleString('en')} bookings. ${CONNECTIONS} connections, pools of ${POOL_SIZE}, median of ${rounds} ` +
      `rounds of ${seconds} s, in turns. The load generator and PostgreSQL share the cores with the server that is ` +
      'measured, so the ratios say more than the figures. Ours runs with `NODE_ENV=test`, `RATE_LIMIT_DISABLED=true`, ' +
      '`JOBS_ON=false` and `LOG_LEVEL=warn`, with its security headers, its metrics and its request ids. It checks a token and reads the user on the two lists of staff; no peer does. The bars on speed ' +
      'are reached later; they are shown to see how far it is. ' +
      `Load average before the run: ${loadBefore.toFixed(1)}.`,
  ].join('\n');
}

function rowsOf(one: Case, {results, sameBytes}: Results): string[][] {
  const loads = results.get(one) ?? new Map<PeerName, Load[]>();
  const speed = (name: PeerName) =>
    median((loads.get(name) ?? []).map(({requests, seconds}) => requests / seconds));
  return [...loads].map(([name, of], index) => {
    const latencies = of.flatMap(({latenciesMs}) => latenciesMs);
    const ratio = speed('ours') / speed(name);
    const bar = one.bars?.[name];
    const isOurs = name === 'ours';
    const answer = sameBytes.get(one)?.includes(name) ? 'same bytes' : 'same JSON';
    return [
      index === 0 ? one.name : '',
      TITLES[name],
      Math.round(speed(name)).toLocaleString('en'),
      isOurs ? '' : `${ratio.toFixed(2)} ×`,
      bar === undefined ? '' : `≥ ${bar} × ${ratio >= bar ? 'reached' : 'MISSED'}`,
      ...[0.5, 0.95, 0.99].map(share => formatMs(percentile(latencies, share))),
      isOurs ? '' : answer,
    ];
  });
}

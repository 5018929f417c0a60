import {formatMs, markdownTable, median, percentile} from '../figures';
import {CONNECTIONS, type Load} from '../http/load';
import {POOL_SIZE} from '../http/processes';
import {type Burst, SEATS} from './burst';
import {CONTENDERS, type ContenderName} from './contenders';
import {PGBENCH_MISSING} from './pgbench';

export const CASES = ['one hot schedule', 'over 1,000 schedules'] as const;
export type CaseName = (typeof CASES)[number];

export type Loads = ReadonlyMap<CaseName, ReadonlyMap<ContenderName, readonly Load[]>>;

export interface Results {
  loads: Loads;
  bursts: readonly Burst[];
  /** SQL that one booking sends. */
  statements: readonly string[];
  rounds: number;
  seconds: number;
  existing: number;
  /** Of the machine, before the run and while it went on. */
  loadBefore: number;
  loadDuring: number;
}

const TITLES: Readonly<Record<ContenderName, string>> = {
  ours: 'this application',
  pgbench: 'pgbench, the same SQL',
  'express-knex': 'Express + Knex',
};

/** How many times a peer's bookings per second ours must reach. */
const BARS: Readonly<Record<CaseName, Partial<Record<ContenderName, number>>>> = {
  'one hot schedule': {pgbench: 0.5, 'express-knex': 1},
  'over 1,000 schedules': {pgbench: 0.2, 'express-knex': 1},
};
const BURST_BAR_MS = 2000;

/** Whether every bar that was measured is reached. */
export function isReached({loads, bursts}: Results): boolean {
  const ratios = [...loads].flatMap(([one, of]) =>
    [...of.keys()].map(name => ratioTo(of, name) >= (BARS[one][name] ?? 0)),
  );
  return ratios.every(Boolean) && burstP95(bursts) <= BURST_BAR_MS;
}

export function renderResults(results: Results): string {
  const {loads, bursts, statements, rounds, seconds, existing, loadBefore, loadDuring} = results;
  return [
    markdownTable([
      ['case', 'booked by', 'bookings/s', 'min–max', 'ours is', 'bar', 'p50', 'p95', 'p99'],
      ...[...loads].flatMap(([one, of]) => rowsOf(one, of)),
    ]),
    '',
    ...(loads.get('one hot schedule')?.has('pgbench') ? [] : [`${PGBENCH_MISSING}.`, '']),
    renderBursts(bursts),
    '',
    `Database of ${existing.toLocaleString('en')} bookings. ${CONNECTIONS} connections to pools of ${POOL_SIZE}, ${POOL_SIZE} clients of ` +
      `pgbench; medians of ${rounds} rounds of ${seconds} s, in turns, and of the ratios within each; latencies over all rounds. One booking sends ` +
      `${statements.length} statements in all. Load average of the machine before the run ${loadBefore.toFixed(1)}, at the end of the rounds ${loadDuring.toFixed(1)}.`,
  ].join('\n');
}

function rowsOf(one: CaseName, of: ReadonlyMap<ContenderName, readonly Load[]>): string[][] {
  return CONTENDERS.filter(name => of.has(name)).map((name, index) => {
    const loads = of.get(name) ?? [];
    const speeds = loads.map(({requests, seconds}) => requests / seconds);
    const latencies = loads.flatMap(({latenciesMs}) => latenciesMs);
    const bar = BARS[one][name];
    const ratio = ratioTo(of, name);
    return [
      index === 0 ? one : '',
      TITLES[name],
      wholeNumber(median(speeds)),
      `${wholeNumber(Math.min(...speeds))}–${wholeNumber(Math.max(...speeds))}`,
      name === 'ours' ? '' : `${ratio.toFixed(2)} ×`,
      bar === undefined ? '' : `≥ ${bar} × ${ratio >= bar ? 'reached' : 'MISSED'}`,
      ...[0.5, 0.95, 0.99].map(share => formatMs(percentile(latencies, share))),
    ];
  });
}

function renderBursts(bursts: readonly Burst[]): string {
  const [first] = bursts;
  const latencies = bursts.flatMap(({latenciesMs}) => latenciesMs);
  const p95 = burstP95(bursts);
  return markdownTable([
    ['burst', 'booked', 'refused', 'p50', `p95, ≤ ${formatMs(BURST_BAR_MS)}`, '', 'p99', 'longest'],
    [
      `${first?.bookers.toLocaleString('en')} bookers on ${SEATS} seats, two processes, ${bursts.length} times`,
      bursts.map(({booked}) => booked).join(', '),
      bursts.map(({refused}) => refused.toLocaleString('en')).join(', '),
      formatMs(percentile(latencies, 0.5)),
      formatMs(p95),
      p95 <= BURST_BAR_MS ? 'reached' : 'MISSED',
      formatMs(percentile(latencies, 0.99)),
      formatMs(Math.max(...latencies)),
    ],
  ]);
}

/** Of the median burst. */
function burstP95(bursts: readonly Burst[]): number {
  return median(bursts.map(({latenciesMs}) => percentile(latenciesMs, 0.95)));
}

/** Median of the rounds' own ratios: within a round the machine is as busy for the one as for the other. */
function ratioTo(of: ReadonlyMap<ContenderName, readonly Load[]>, peer: ContenderName): number {
  const speeds = (name: ContenderName) =>
    (of.get(name) ?? []).map(({requests, seconds}) => requests / seconds);
  const peers = speeds(peer);
  return median(speeds('ours').map((speed, round) => speed / (peers[round] ?? Number.NaN)));
}

function wholeNumber(value: number): string {
  return Math.round(value).toLocaleString('en');
}

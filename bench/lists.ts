/** How long every list and report of staff takes, with and without filters, searches and other orders. */
import {readSamples, type Samples, SEARCHES} from '../test/helpers/list-samples';
import {formatMs, markdownTable, percentile} from './figures';
import type {BenchDatabase} from './http/database';
import type {Server} from './http/processes';

const BAR_MS = 100;
/** One way of asking is not asked for longer, so that slow ones do not keep the others waiting. */
const LONGEST_MS = 1500;
/** Reports ask for days; a year is what staff look at. */
const REPORT_DAYS = 365;

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: {type?: string; enum?: unknown[]; default?: unknown};
}

interface OpenApi {
  paths: Record<string, {get?: {parameters?: Parameter[]}}>;
}

export interface ListTimes {
  route: string;
  samplesMs: number[];
  slowest: {query: string; p95Ms: number};
}

/** @param requests at least so many for each route, shared by the ways of asking it */
export async function measureLists(
  database: BenchDatabase,
  server: Server,
  token: string,
  requests: number,
): Promise<ListTimes[]> {
  const samples = await readSamples(database);
  const times: ListTimes[] = [];
  for (const [route, parameters] of await staffRoutes(server.url)) {
    const queries = queriesOf(parameters, samples);
    const each = Math.ceil(requests / queries.length);
    const byQuery: [query: string, samplesMs: number[]][] = [];
    for (const query of queries) {
      const samplesMs: number[] = [];
      // Once before, as the first request of a kind compiles its validators.
      await timeOf(`${server.url}${route}${query}`, token);
      const until = performance.now() + LONGEST_MS;
      while (samplesMs.length < each && (samplesMs.length === 0 || performance.now() < until)) {
        samplesMs.push(await timeOf(`${server.url}${route}${query}`, token));
      }
      byQuery.push([query, samplesMs]);
    }
    const worst = byQuery
      .map(([query, samplesMs]) => ({query, p95Ms: percentile(samplesMs, 0.95)}))
      .sort((a, b) => b.p95Ms - a.p95Ms)[0];
    times.push({route, samplesMs: byQuery.flatMap(([, of]) => of), slowest: worst ?? {query: '', p95Ms: 0}});
  }
  return times;
}

export function renderLists(times: readonly ListTimes[], {bookings}: {bookings: number}): string {
  const rows = times.map(({route, samplesMs, slowest}) => {
    const p95 = percentile(samplesMs, 0.95);
    return [
      `\`${route}\``,
      String(samplesMs.length),
      formatMs(percentile(samplesMs, 0.5)),
      formatMs(p95),
      p95 <= BAR_MS ? 'reached' : 'MISSED',
      `\`${slowest.query || '(as it comes)'}\` ${formatMs(slowest.p95Ms)}`,
    ];
  });
  return [
    markdownTable([
      ['list or report', 'requests', 'p50', `p95, ≤ ${BAR_MS} ms`, '', 'slowest way of asking, p95'],
      ...rows,
    ]),
    '',
    `${bookings.toLocaleString('en')} bookings; one request at a time, over all filters, orders and searches of each route.`,
  ].join('\n');
}

/** Every route of staff that reads without naming one record. */
async function staffRoutes(url: string): Promise<[route: string, parameters: Parameter[]][]> {
  const response = await fetch(`${url}/openapi.json`);
  const {paths} = (await response.json()) as OpenApi;
  return Object.keys(paths)
    .filter(route => route.startsWith('/api/admin/') && !route.includes('{') && !route.endsWith('.csv'))
    .flatMap((route): [string, Parameter[]][] => {
      const get = paths[route]?.get;
      return get === undefined ? [] : [[route, get.parameters ?? []]];
    });
}

/** As it comes; then with each parameter in turn. */
function queriesOf(parameters: readonly Parameter[], samples: Samples): string[] {
  const asked = parameters.filter(one => one.in === 'query' && one.name !== 'after');
  const required = Object.fromEntries(
    asked.filter(one => one.required).map(one => [one.name, valuesFor(one, samples)[0]]),
  );
  const ways = asked.flatMap(one => valuesFor(one, samples).map(value => ({...required, [one.name]: value})));
  return [...new Set([required, ...ways].map(textOf))];
}

function valuesFor({name, schema}: Parameter, samples: Samples): unknown[] {
  if (schema.enum !== undefined) return schema.enum;
  if (schema.type === 'boolean') return [true, false];
  if (name === 'search') return [...SEARCHES];
  if (name === 'limit') return [100];
  if (name === 'from') return [day(-REPORT_DAYS)];
  if (name === 'to') return [day(0)];
  return [...(samples[name] ?? [])];
}

function textOf(values: Record<string, unknown>): string {
  const given = Object.entries(values).map(([name, value]): [string, string] => [name, String(value)]);
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

function day(fromToday: number): string {
  return new Date(Date.now() + fromToday * 86_400_000).toISOString().slice(0, 10);
}

async function timeOf(url: string, token: string): Promise<number> {
  const started = performance.now();
  const response = await fetch(url, {headers: {authorization: `Bearer ${token}`}});
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${text}`);
  return performance.now() - started;
}

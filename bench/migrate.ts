/**
 * The figures of applying migrations: 10, 100 and 500 create-table migrations by each tool, in turns, each time on a
 * new database of one server, and `migrate:status` beside Knex's. Exits with 1 when a bar is missed.
 */
import {chmodSync, mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {Client} from 'pg';
import {acquireEmbeddedServer, type EmbeddedServerLease} from '../src/database/embedded/lease';
import {formatMs, markdownTable, median} from './figures';
import {MigrationFolders} from './migrate/folders';
import {
  DBMATE,
  KNEX_STATUS,
  OURS_COMMAND,
  OURS_IN_PROCESS,
  OURS_STATUS,
  PSQL,
  statusTools,
  type Target,
  type Tool,
  tools,
} from './migrate/tools';
import {describeMachine, writeSection} from './report';

const COUNTS = [10, 100, 500];
const ROUNDS = 7;
const STATUS_ROUNDS = 15;

type Samples = Map<string, number[]>;

/** What has to hold at the largest count: one way's median over another's. */
const BARS = [
  {way: OURS_IN_PROCESS, peer: PSQL, atMost: 1.2},
  {way: OURS_COMMAND, peer: DBMATE, atMost: 1},
];

async function main(): Promise<void> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'bench-migrate-server-'));
  chmodSync(dataDir, 0o755);
  const lease = await acquireEmbeddedServer({dataDir});
  try {
    const present = tools.filter(tool => tool.isThere?.() ?? true);
    const applied = new Map<number, Samples>();
    for (const count of COUNTS) applied.set(count, await measureApply(lease, count, present));
    const status = await measureStatus(lease);
    report(applied, status, present, lease.version);
  } finally {
    await lease.release();
    rmSync(dataDir, {recursive: true, force: true});
  }
}

async function measureApply(lease: EmbeddedServerLease, count: number, present: Tool[]): Promise<Samples> {
  const folders = new MigrationFolders(count);
  const samples: Samples = new Map(present.map(tool => [tool.name, []]));
  try {
    // Round 0 is for the caches of all.
    for (let round = 0; round <= ROUNDS; round += 1) {
      process.stderr.write(`${count} migrations, round ${round} of ${ROUNDS}…\n`);
      for (const tool of present) {
        const tookMs = await withNewDatabase(lease, async target => {
          const started = performance.now();
          await tool.apply(folders, target);
          const ms = performance.now() - started;
          await checkTables(target, count);
          return ms;
        });
        if (round > 0) samples.get(tool.name)?.push(tookMs);
      }
    }
  } finally {
    folders.delete();
  }
  return samples;
}

async function measureStatus(lease: EmbeddedServerLease): Promise<Samples> {
  process.stderr.write('migrate:status…\n');
  const folders = new MigrationFolders(100);
  const samples: Samples = new Map(statusTools.map(tool => [tool.name, []]));
  try {
    for (const [index, tool] of statusTools.entries()) {
      const migrate = tools.find(({name}) => name === (index === 0 ? OURS_COMMAND : "Knex's own CLI"));
      await withNewDatabase(lease, async target => {
        await migrate?.apply(folders, target);
        for (let round = 0; round <= STATUS_ROUNDS; round += 1) {
          const started = performance.now();
          await tool.apply(folders, target);
          if (round > 0) samples.get(tool.name)?.push(performance.now() - started);
        }
      });
    }
  } finally {
    folders.delete();
  }
  return samples;
}

async function withNewDatabase<T>(lease: EmbeddedServerLease, work: (target: Target) => Promise<T>) {
  const {host, port, user, password} = lease;
  const name = 'bench_migrate';
  await onServer(lease, `drop database if exists ${name} with (force)`);
  await onServer(lease, `create database ${name}`);
  // What the last one left to do must not weigh on the next.
  await onServer(lease, 'checkpoint');
  return work({
    url: `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${name}`,
    connection: {host, port, user, password, database: name, ssl: false},
  });
}

async function onServer({host, port, user, password}: EmbeddedServerLease, sql: string): Promise<void> {
  const client = new Client({host, port, user, password, database: 'postgres'});
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A tool that did nothing is fast. */
async function checkTables({connection}: Target, count: number): Promise<void> {
  const client = new Client(connection);
  await client.connect();
  try {
    const {rows} = await client.query(
      "select count(*)::int as tables from pg_tables where tablename ~ '^table_[0-9]+$'",
    );
    if (rows[0].tables !== count) throw new Error(`${rows[0].tables} of ${count} tables were made`);
  } finally {
    await client.end();
  }
}

function report(applied: Map<number, Samples>, status: Samples, present: Tool[], version: string): void {
  const largest = Math.max(...COUNTS);
  const ratio = (samples: Samples | undefined, way: string, peer: string) =>
    median(samples?.get(way) ?? []) / median(samples?.get(peer) ?? []);
  const rows = [
    ['applying', ...COUNTS.map(String), `÷ psql -1 at ${largest}`, `min–max at ${largest}`],
    ...present.map(({name}) => {
      const samples = applied.get(largest)?.get(name) ?? [];
      return [
        name,
        ...COUNTS.map(count => formatMs(median(applied.get(count)?.get(name) ?? []))),
        ratio(applied.get(largest), name, PSQL).toFixed(2),
        `${formatMs(Math.min(...samples))}–${formatMs(Math.max(...samples))}`,
      ];
    }),
  ];
  const bars = [
    ...BARS.map(({way, peer, atMost}) => ({
      what: `${way} ÷ ${peer}, ${largest} migrations`,
      atMost,
      is: ratio(applied.get(largest), way, peer),
    })),
    {what: `${OURS_STATUS} ÷ ${KNEX_STATUS}`, atMost: 1, is: ratio(status, OURS_STATUS, KNEX_STATUS)},
  ];
  const text = [
    `Medians of ${ROUNDS} rounds, each on a new database. Commands include the start of their process.`,
    '',
    markdownTable(rows),
    '',
    markdownTable([
      ['ratio', 'bar', 'measured', ''],
      ...bars.map(({what, atMost, is}) => [
        what,
        `≤ ${atMost}`,
        is.toFixed(2),
        is <= atMost ? 'reached' : 'MISSED',
      ]),
    ]),
    '',
    `\`migrate:status\` with 100 applied: ours ${formatMs(median(status.get(OURS_STATUS) ?? []))}, Knex's ` +
      `${formatMs(median(status.get(KNEX_STATUS) ?? []))}.`,
    '',
    describeMachine(version),
  ].join('\n');
  process.stdout.write(`${text}\n`);
  writeSection('bench:migrate', text);
  if (bars.some(({is, atMost}) => !(is <= atMost))) process.exitCode = 1;
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});

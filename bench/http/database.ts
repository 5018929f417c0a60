import {execFile} from 'node:child_process';
import {chmodSync, mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';
import {Client} from 'pg';
import type {ConnectionSettings} from '../../src/config';
import {acquireEmbeddedServer, type EmbeddedServerLease} from '../../src/database/embedded/lease';
import {ensureDatabase} from '../../src/database/open-database';
import {bareEnvironment} from '../start/application';

const CLI = path.join(__dirname, '../../src/cli/index.js');
const SCHEDULES = 1000;
const SEATS = 10_000_000;
const REPORT_JOBS = ['refresh_report_days', 'remove_old_analytics'];
const REPORTS_LIMIT_MS = 60_000;
const POLL_MS = 200;

/** A server and a database that live as long as the benchmark. */
export class BenchDatabase {
  private constructor(
    private readonly folder: string,
    private readonly lease: EmbeddedServerLease,
    readonly connection: ConnectionSettings,
    readonly url: string,
  ) {}

  static async start(name = 'bench_http'): Promise<BenchDatabase> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-http-'));
    // Root runs the server as another user, who must be able to enter.
    chmodSync(folder, 0o755);
    try {
      const lease = await acquireEmbeddedServer({
        dataDir: path.join(folder, 'postgres'),
        ephemeral: true,
        settings: {max_connections: '100', shared_buffers: '256MB'},
      });
      await ensureDatabase(lease, name);
      const {host, port, user, password} = lease;
      const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
      const url = `postgres://${login}@${host}:${port}/${name}`;
      return new BenchDatabase(folder, lease, {host, port, user, password, database: name, ssl: false}, url);
    } catch (error) {
      rmSync(folder, {recursive: true, force: true});
      throw error;
    }
  }

  get version(): string {
    return this.lease.version;
  }

  /** Runs a command of ours on it. */
  async command(...args: string[]): Promise<void> {
    const env = {...bareEnvironment(), NODE_ENV: 'test', DATABASE_URL: this.url};
    await promisify(execFile)(process.execPath, [CLI, ...args], {env, maxBuffer: 2 ** 24});
  }

  async query<Row extends object>(text: string, values?: unknown[]): Promise<{rows: Row[]}> {
    const client = new Client(this.connection);
    await client.connect();
    try {
      return await client.query<Row>(text, values);
    } finally {
      await client.end();
    }
  }

  /** Schedules with room for all that the benchmark books, or so many seats, at one venue and one after the other. */
  async addRoomySchedules(count = SCHEDULES, seats = SEATS): Promise<number[]> {
    const client = new Client(this.connection);
    await client.connect();
    try {
      await client.query('begin');
      const {rows} = await client.query<{id: number}>(
        `with venue as (
           insert into venues (name, address_line1, city, postcode, capacity)
           values ('Benchmark Hall', '1 High Street', 'Leeds', 'LS1 1AA', $1) returning id
         )
         insert into course_schedules (course_id, venue_id, start_datetime, end_datetime, status, capacity)
         select (select min(id) from courses), (select id from venue), day, day + interval '1 hour', 'published', $1
         from (
           select date_trunc('hour', now()) + make_interval(days => 200, hours => 2 * n) as day
           from generate_series(1, $2) as n
         ) as days
         returning id`,
        [seats, count],
      );
      await client.query(
        `insert into schedule_sessions (course_schedule_id, start_datetime, end_datetime)
         select id, start_datetime, end_datetime from course_schedules where id = any($1)`,
        [rows.map(({id}) => id)],
      );
      await client.query('commit');
      return rows.map(({id}) => id);
    } finally {
      await client.end();
    }
  }

  /** Has the running application add up the days of the reports, as its jobs do each minute and each night. */
  async refreshReports(): Promise<void> {
    await this.query('select graphile_worker.add_job(task) from unnest($1::text[]) as task', [REPORT_JOBS]);
    const limit = Date.now() + REPORTS_LIMIT_MS;
    for (;;) {
      const {rows} = await this.query(
        'select id from graphile_worker.jobs where task_identifier = any($1) limit 1',
        [REPORT_JOBS],
      );
      if (rows.length === 0) return;
      if (Date.now() > limit) throw new Error('the days of the reports are not added up in time');
      await sleep(POLL_MS);
    }
  }

  async stop(): Promise<void> {
    await this.lease.release();
    rmSync(this.folder, {recursive: true, force: true});
  }
}

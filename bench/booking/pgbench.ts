import {execFile} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import type {ConnectionSettings} from '../../src/config';
import type {Load} from '../http/load';
import {POOL_SIZE} from '../http/processes';
import {bareEnvironment} from '../start/application';
import {NUMBERS_PER_CLIENT, type Script} from './script';

const DEBIAN_HOME = '/usr/lib/postgresql';
export const PGBENCH_MISSING =
  'pgbench is not installed: its rows are left out (Debian has it in the package postgresql: apt-get install postgresql)';

/** The newest pgbench of PATH or Debian's packages; undefined when there is none. */
export function findPgbench(): string | undefined {
  const debian = existsSync(DEBIAN_HOME)
    ? readdirSync(DEBIAN_HOME).sort((a, b) => Number(b) - Number(a))
    : [];
  const folders = [
    ...debian.map(major => path.join(DEBIAN_HOME, major, 'bin')),
    ...(process.env.PATH ?? '').split(path.delimiter),
  ];
  return folders.map(folder => path.join(folder, 'pgbench')).find(program => existsSync(program));
}

/** Seconds, or how many transactions each client makes. */
export type Amount = {seconds: number} | {each: number};

/** Runs a script as often as it can, with as many clients as the application's pool has connections. */
export class Pgbench {
  private runs = 0;

  constructor(
    private readonly program: string,
    private readonly connection: ConnectionSettings,
    private readonly script: Script,
  ) {}

  /** @throws Error when a transaction fails */
  async run(schedules: {first: number; last: number}, amount: Amount): Promise<Load> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-booking-'));
    try {
      const file = path.join(folder, 'script.sql');
      writeFileSync(file, this.script.text);
      const {stdout} = await promisify(execFile)(
        this.program,
        this.options(folder, file, schedules, amount),
        {
          env: {...bareEnvironment(), PGPASSWORD: this.connection.password},
          maxBuffer: 2 ** 24,
        },
      );
      const latenciesMs = readLatencies(folder);
      const tps = Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
      if (!(tps > 0)) throw new Error(`pgbench says nothing of its speed:\n${stdout}`);
      return {requests: latenciesMs.length, seconds: latenciesMs.length / tps, latenciesMs};
    } finally {
      rmSync(folder, {recursive: true, force: true});
    }
  }

  private options(
    folder: string,
    file: string,
    schedules: {first: number; last: number},
    amount: Amount,
  ): string[] {
    const {host, port, user, database} = this.connection;
    this.runs += 1;
    const variables = {
      ...Object.fromEntries(this.script.constants),
      ...schedules,
      k: 0,
      base: this.runs * POOL_SIZE * NUMBERS_PER_CLIENT,
    };
    return [
      ...['-h', host, '-p', String(port), '-U', user, '-n', '-M', 'prepared', '-f', file],
      ...['-c', String(POOL_SIZE), '-j', '1', '-l', '--log-prefix', path.join(folder, 'log')],
      ...('seconds' in amount ? ['-T', String(Math.ceil(amount.seconds))] : ['-t', String(amount.each)]),
      ...Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`]),
      database,
    ];
  }
}

/** The third word of each line: microseconds. */
function readLatencies(folder: string): number[] {
  return readdirSync(folder)
    .filter(name => name.startsWith('log'))
    .flatMap(name => readFileSync(path.join(folder, name), 'utf8').trim().split('\n'))
    .map(line => Number(line.split(' ')[2]) / 1000);
}

import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import path from 'node:path';
import type {PeerSettings} from '../peers/setup';
import {bareEnvironment} from '../start/application';
import type {BenchDatabase} from './database';

const START_LIMIT_MS = 20_000;
const OURS = path.join(__dirname, '../../src/index.js');
export const JWT_SECRET = 'a secret for benchmarks, of 32 characters and more';
export const POOL_SIZE = 10;

export const PEERS = ['ours', 'loopback-stock', 'express-knex', 'fastify-pg', 'fastify-memory'] as const;
export type PeerName = (typeof PEERS)[number];

/** A server under load, in a process of its own. */
export class Server {
  /** Most that it was seen to use, in bytes. */
  peakMemory = 0;

  private constructor(
    readonly name: PeerName,
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /**
   * As in production, but for what would get in the way: limits off, no jobs unless asked for, warnings logged only.
   * @param nodeOptions of the process, such as `--cpu-prof`
   */
  static ours(
    database: Pick<BenchDatabase, 'url'>,
    {jobsOn = false, nodeOptions = []}: {jobsOn?: boolean; nodeOptions?: readonly string[]} = {},
  ): Promise<Server> {
    return Server.start('ours', [...nodeOptions, OURS], {
      DATABASE_URL: database.url,
      PORT: '0',
      DB_MAX_CONNECTIONS: String(POOL_SIZE),
      MIGRATE_ON_START: 'check',
      JOBS_ON: String(jobsOn),
      LOG_LEVEL: 'warn',
      RATE_LIMIT_DISABLED: 'true',
      JWT_SECRET,
    });
  }

  static peer(name: PeerName, settings: PeerSettings): Promise<Server> {
    return Server.start(name, [path.join(__dirname, `../peers/${name}.js`), JSON.stringify(settings)], {});
  }

  private static start(name: PeerName, args: string[], env: Record<string, string>): Promise<Server> {
    const child = spawn(process.execPath, args, {
      env: {...bareEnvironment(), NODE_ENV: 'test', ...env},
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return new Promise((resolve, reject) => {
      let said = '';
      const fail = (why: string) => reject(new Error(`${name} ${why}:\n${said}`));
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        fail(`did not listen within ${START_LIMIT_MS} ms`);
      }, START_LIMIT_MS);
      const listen = (chunk: string) => {
        said += chunk;
        const url = /(?:ready|listening) on (http:\S+)/.exec(said)?.[1];
        if (url === undefined) return;
        clearTimeout(timer);
        resolve(new Server(name, url.replace('localhost', '127.0.0.1'), child));
      };
      child.stdout.setEncoding('utf8').on('data', listen);
      child.once('exit', code => {
        clearTimeout(timer);
        fail(`ended with ${code}`);
      });
    });
  }

  noteMemory(): void {
    const kilobytes = Number(
      execFileSync('ps', ['-o', 'rss=', '-p', String(this.child.pid)], {encoding: 'utf8'}),
    );
    this.peakMemory = Math.max(this.peakMemory, kilobytes * 1024);
  }

  stop(): Promise<void> {
    if (this.child.exitCode !== null) return Promise.resolve();
    return new Promise(resolve => {
      this.child.once('exit', () => resolve());
      this.child.kill('SIGTERM');
    });
  }
}

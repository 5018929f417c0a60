import path from 'node:path';
import {TEST_SETTINGS} from './app';
import {type Finished, startNode} from './command';
import type {TestDatabase} from './server';

const ENTRY = path.join(__dirname, '../../src/index.js');

/** The application as a process of its own. */
export interface AppProcess {
  url: string;
  pid: number;
  finished: Promise<Finished>;
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<Finished>;
}

/** Starts the built application on this database and waits until it says where it listens. */
export async function startAppProcess(
  database: TestDatabase,
  settings: Record<string, string> = {},
): Promise<AppProcess> {
  const {child, finished} = startNode([ENTRY], {...TEST_SETTINGS, DATABASE_URL: database.url, ...settings});
  const listening = new Promise<string>(resolve => {
    let said = '';
    child.stdout?.on('data', (chunk: string) => {
      said += chunk;
      const url = /ready on (http:\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url.replace('localhost', '127.0.0.1'));
    });
  });
  const failed = finished.then(({code, stdout, stderr}) => {
    throw new Error(`the application ended with ${code} before it listened:\n${stdout}\n${stderr}`);
  });
  // Once it listens, its end is the test's business.
  failed.catch(() => {});
  const url = await Promise.race([listening, failed]);
  return {
    url,
    pid: child.pid ?? 0,
    finished,
    stop: () => {
      child.kill('SIGTERM');
      return finished;
    },
  };
}

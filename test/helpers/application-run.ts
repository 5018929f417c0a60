import {type ChildProcess} from 'node:child_process';
import {createServer, connect as openSocket} from 'node:net';
import path from 'node:path';
import {variables} from '../../src/config-variables';
import {TEST_SETTINGS} from './app';
import {type Finished, startNode} from './command';
import {until} from './wait';

/** For a busy machine: it takes a second on an idle one. */
export const LIMIT_MS = 30_000;
const ENTRY = path.join(__dirname, '../../src/index.js');

/** Nothing of the machine's environment or `.env` counts: an empty variable is an unset one. */
const UNSET = Object.fromEntries(Object.keys(variables).map(name => [name, '']));

/** The application as a process that may wait, fail or be stopped before it listens. */
export class ApplicationRun {
  readonly finished: Promise<Finished>;
  readonly child: ChildProcess;
  #said = '';
  #hasEnded = false;

  constructor(settings: Record<string, string>) {
    const {child, finished} = startNode([ENTRY], {
      ...UNSET,
      ...TEST_SETTINGS,
      LOG_LEVEL: 'info',
      ...settings,
    });
    child.stdout?.on('data', chunk => {
      this.#said += chunk;
    });
    this.child = child;
    this.finished = finished.finally(() => {
      this.#hasEnded = true;
    });
  }

  /** Waits for these words on standard output. @throws Error when the process ends without them */
  async says(words: string | RegExp): Promise<void> {
    const isSaid = () => (typeof words === 'string' ? this.#said.includes(words) : words.test(this.#said));
    await until(() => isSaid() || this.#hasEnded, `it says ${words}`, LIMIT_MS).catch(error => {
      throw new Error(`${error.message}; it said:\n${this.#said}`);
    });
    if (!isSaid()) throw new Error(`it ended without saying ${words}; it said:\n${this.#said}`);
  }

  /** Waits until it listens. @returns where */
  async listens(): Promise<string> {
    await this.says(/ready on http\S+/);
    const [url = ''] = /http:\S+/.exec(this.#said) ?? [];
    return url.replace('localhost', '127.0.0.1');
  }

  terminate(): void {
    this.child.kill('SIGTERM');
  }

  /** For the end of a test that failed: leaves no process behind. */
  async discard(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.finished;
  }
}

/** A port of the loopback address that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const {port} = server.address() as {port: number};
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** Whether somebody accepts connections there. */
export function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = openSocket(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') resolve(false);
      else reject(error);
    });
  });
}

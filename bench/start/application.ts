import {type ChildProcess, spawn} from 'node:child_process';
import {createServer} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';

const LIMIT_MS = 60_000;
const POLL_MS = 5;

/** Nothing but what programs need to be found: the project's own defaults are what is measured. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot', 'ComSpec', 'APPDATA', 'USERPROFILE'];
  return Object.fromEntries(kept.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/**
 * Starts the application, waits for its first answer, and stops it again.
 * @returns milliseconds from the start of the command to the answer of `/health/live`
 */
export async function timeToFirstAnswer(command: string, args: string[], cwd: string): Promise<number> {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(command, args, {
    cwd,
    env: {...bareEnvironment(), PORT: String(port)},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', chunk => {
      output += chunk;
    });
  }
  const ended = untilClosed(child);
  try {
    while (!(await answers(port))) {
      if (child.exitCode !== null) throw new Error(`${command} ended before it answered:\n${output}`);
      if (performance.now() - started > LIMIT_MS) throw new Error(`no answer in ${LIMIT_MS} ms:\n${output}`);
      await sleep(POLL_MS);
    }
    return performance.now() - started;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** When the last process that writes to its output has gone: npm itself ends before the application does. */
function untilClosed(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the application does not stop')), LIMIT_MS);
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/live`);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

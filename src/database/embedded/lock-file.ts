import {readFileSync, rmSync} from 'node:fs';
import path from 'node:path';
import {programIn} from './binaries';
import {codeOf, EmbeddedServerError} from './errors';
import {commandLineOf, isAlive, run, waitUntil} from './processes';

/** The server's own signals, gentlest first, and how long each may take. */
export const STOP_STEPS = [
  {signal: 'SIGINT', limitMs: 15_000},
  {signal: 'SIGQUIT', limitMs: 5_000},
  {signal: 'SIGKILL', limitMs: 5_000},
] as const;

/**
 * Stops a server of this data that nobody keeps any more (its keeper was killed), and removes a lock file whose
 * process id now belongs to another program: PostgreSQL would refuse to start.
 * @throws EmbeddedServerError STOP_FAILED
 */
export async function stopStray(data: string): Promise<void> {
  const pid = Number(readLockFile(data)?.[0]);
  if (!(pid > 0) || !isAlive(pid)) return;
  const isOurs = async () => (await commandLineOf(pid))?.includes(data) === true;
  if (!(await isOurs())) {
    rmSync(path.join(data, 'postmaster.pid'), {force: true});
    return;
  }
  for (const {signal, limitMs} of STOP_STEPS) {
    await signalServer(pid, signal);
    if (await waitUntil(async () => !isAlive(pid) || !(await isOurs()), limitMs)) return;
  }
  throw new EmbeddedServerError('STOP_FAILED', `a server of ${data} (process ${pid}) does not stop: end it`);
}

/** On Windows a signal from Node ends a process outright; pg_ctl speaks the server's own signals. */
export async function signalServer(
  pid: number,
  signal: (typeof STOP_STEPS)[number]['signal'],
  binaries?: string,
): Promise<void> {
  if (process.platform === 'win32' && binaries !== undefined && signal !== 'SIGKILL') {
    await run(programIn(binaries, 'pg_ctl'), ['kill', signal.slice(3), String(pid)], {});
    return;
  }
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

/** Lines of `postmaster.pid`: process id, data directory, start, port, …, and the state as the eighth. */
export function readLockFile(data: string): string[] | undefined {
  try {
    return readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

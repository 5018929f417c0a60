import {type SpawnOptions, spawn} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import type {Account} from './account';

/**
 * Options every process of the server is started with. The environment is emptied: PGDATA, LC_ALL or
 * LD_LIBRARY_PATH of a developer's shell must not reach the server. Windows can't start programs without it.
 */
export function spawnOptions(account: Account | undefined): SpawnOptions {
  return {
    cwd: '/',
    windowsHide: true,
    ...(process.platform === 'win32'
      ? {cwd: undefined}
      : {env: {LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin'}}),
    ...(account === undefined ? {} : {uid: account.uid, gid: account.gid}),
  };
}

export interface RunResult {
  /** Exit code; null when the program could not be started or died by a signal. */
  code: number | null;
  /** What it wrote to stdout and stderr, or why it could not be started. */
  output: string;
}

/** Runs a program to its end; never rejects. */
export function run(
  command: string,
  args: string[],
  options: {account?: Account; input?: string},
): Promise<RunResult> {
  return new Promise(resolve => {
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    try {
      const child = spawn(command, args, {...spawnOptions(options.account), stdio: 'pipe'});
      child.stdout?.on('data', collect);
      child.stderr?.on('data', collect);
      child.stdin?.on('error', error => collect(Buffer.from(String(error))));
      child.stdin?.end(options.input ?? '');
      child.on('error', error => resolve({code: null, output: output + error.message}));
      child.on('close', code => resolve({code, output}));
    } catch (error) {
      resolve({code: null, output: (error as Error).message});
    }
  });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Command line of a running process, or undefined when it is gone or can't be seen. */
export async function commandLineOf(pid: number): Promise<string | undefined> {
  if (existsSync(`/proc/${process.pid}/cmdline`)) {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return undefined;
    }
  }
  const {code, output} = await run('/bin/ps', ['-o', 'command=', '-p', String(pid)], {});
  return code === 0 ? output : undefined;
}

export function delay(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}

/** Polls until the condition holds; false when it does not within the limit. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  limitMs: number,
  pauseMs = 10,
): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await delay(pauseMs);
  }
  return true;
}

import {type ChildProcess, spawn} from 'node:child_process';
import path from 'node:path';
import {PROJECT_ROOT} from '../../src/config';

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  finished: Promise<Finished>;
}

const CLI = path.join(__dirname, '../../src/cli/index.js');

/** The environment of this process without what would configure another database. */
export function cleanEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(DATABASE_|DB_|SUPABASE_|MIGRATION_|MIGRATE_|SEED_|NODE_ENV|DEBUG|FORCE_COLOR)/.test(name),
    ),
  );
  return {...env, NODE_ENV: 'test', ...extra};
}

/** No child outlives this: one that a failed test forgot would keep the test run from ending. */
const LONGEST_LIFE_MS = 120_000;

export function startNode(args: string[], env: Record<string, string>, cwd = PROJECT_ROOT): Running {
  const child = spawn(process.execPath, args, {
    cwd,
    env: cleanEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', chunk => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', chunk => {
    stderr += chunk;
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), LONGEST_LIFE_MS).unref();
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      resolve({code, signal, stdout, stderr});
    });
  });
  return {child, finished};
}

/** The command line of this build as a child process. */
export function startCommand(args: string[], env: Record<string, string> = {}): Running {
  return startNode([CLI, ...args], env);
}

export async function runCommand(args: string[], env: Record<string, string> = {}): Promise<Finished> {
  return startCommand(args, env).finished;
}

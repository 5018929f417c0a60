import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import type {ConnectionSettings} from '../../config-connection';
import {EXIT, SchemaError} from '../errors';
import type {ClientTools} from './client-tools';

export interface ToolRun {
  tools: ClientTools;
  /** Null: the program talks to no server. */
  connection: ConnectionSettings | null;
}

/**
 * Runs a client program to its end; the password goes by the environment, which other users can't read.
 * @returns what it printed
 * @throws SchemaError BACKUP_FAILED with what it said
 */
export async function runTool(
  program: 'pg_dump' | 'pg_restore' | 'psql',
  args: readonly string[],
  run: ToolRun,
  input?: (stdin: NodeJS.WritableStream) => Promise<void>,
): Promise<string> {
  const environment = connectionEnvironment(run.connection);
  try {
    const child = start(program, args, run.tools, environment.variables);
    const printed = collect(child.stdout);
    const feeding = input === undefined ? undefined : feed(child, input);
    await ended(program, child);
    await feeding;
    return await printed;
  } finally {
    environment.remove();
  }
}

/**
 * What a program prints, piped into another one.
 * @throws SchemaError BACKUP_FAILED of whichever failed
 */
export async function pipeTool(
  program: 'pg_restore',
  args: readonly string[],
  tools: ClientTools,
  into: NodeJS.WritableStream,
): Promise<void> {
  const child = start(program, args, tools, {});
  const end = ended(program, child);
  await Promise.all([end, child.stdout === null ? undefined : pipeline(child.stdout, into, {end: false})]);
}

function start(
  program: string,
  args: readonly string[],
  {folder}: ClientTools,
  variables: NodeJS.ProcessEnv,
): ChildProcess {
  // Settings of the caller's own, such as PGOPTIONS, must not decide what a backup holds.
  const clean = {PATH: folder, HOME: os.tmpdir(), LC_ALL: 'C', PGAPPNAME: 'schema-lifecycle backup'};
  return spawn(path.join(folder, program), [...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {...clean, ...variables},
  });
}

async function feed(
  child: ChildProcess,
  input: (stdin: NodeJS.WritableStream) => Promise<void>,
): Promise<void> {
  const {stdin} = child;
  if (stdin === null) throw new Error('a client program without standard input');
  // The program that closes its input early says why on its standard error.
  stdin.on('error', () => {});
  try {
    await input(stdin);
  } catch (error) {
    child.kill();
    throw error;
  }
  stdin.end();
}

async function ended(program: string, child: ChildProcess): Promise<void> {
  const said = collect(child.stderr);
  const code = await new Promise<number | string | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve(exitCode ?? signal));
  });
  if (code === 0) return;
  const words = (await said).trim();
  throw new SchemaError(
    'BACKUP_FAILED',
    `${program} ended with ${code}: ${words || 'it said nothing'}`,
    EXIT.failed,
  );
}

async function collect(stream: Readable | null): Promise<string> {
  let text = '';
  if (stream !== null) for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}

function connectionEnvironment(connection: ConnectionSettings | null): {
  variables: NodeJS.ProcessEnv;
  remove(): void;
} {
  if (connection === null) return {variables: {}, remove: () => {}};
  const {host, port, user, password, database, ssl} = connection;
  const variables: NodeJS.ProcessEnv = {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGDATABASE: database,
    ...(password === undefined ? {} : {PGPASSWORD: password}),
  };
  if (ssl === false) return {variables: {...variables, PGSSLMODE: 'disable'}, remove: () => {}};
  if (!ssl.rejectUnauthorized) return {variables: {...variables, PGSSLMODE: 'require'}, remove: () => {}};
  if (ssl.ca === undefined) {
    return {
      variables: {...variables, PGSSLMODE: 'verify-full', PGSSLROOTCERT: systemBundle()},
      remove: () => {},
    };
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'backup-ca-'));
  const file = path.join(folder, 'ca.pem');
  writeFileSync(file, ssl.ca, {mode: 0o600});
  return {
    variables: {...variables, PGSSLMODE: 'verify-full', PGSSLROOTCERT: file},
    remove: () => rmSync(folder, {recursive: true, force: true}),
  };
}

/** `system` is understood from version 16 on. */
function systemBundle(): string {
  return '/etc/ssl/certs/ca-certificates.crt';
}

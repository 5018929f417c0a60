import {spawnSync} from 'node:child_process';
import {createRequire} from 'node:module';
import path from 'node:path';
import {PROJECT_ROOT} from '../../src/config';
import type {ConnectionSettings} from '../../src/config-connection';
import {MigrationRunner, MigrationSource} from '../../src/schema-lifecycle/programmatic';
import {bareEnvironment} from '../start/application';
import type {MigrationFolders} from './folders';

/** One way to apply a folder of migrations to an empty database. */
export interface Tool {
  name: string;
  /** Absent: always there. */
  isThere?(): boolean;
  apply(folders: MigrationFolders, database: Target): Promise<void> | void;
}

export interface Target {
  url: string;
  connection: ConnectionSettings;
}

const bin = (name: string) => path.join(PROJECT_ROOT, 'node_modules', '.bin', name);
const knexCli = () => createRequire(__filename).resolve('knex/bin/cli.js');

export const PSQL = 'psql -1, all in one file and one transaction';
export const OURS_IN_PROCESS = 'ours, in process';
export const OURS_COMMAND = 'ours, `migrate:latest` as a command';
export const DBMATE = 'dbmate';
export const OURS_STATUS = 'ours, `migrate:status`';
export const KNEX_STATUS = '`knex migrate:status`';

/** Every tool is started as a process of its own, but for the first of ours. */
export const tools: readonly Tool[] = [
  {
    name: PSQL,
    isThere: () => spawnSync('psql', ['--version']).status === 0,
    apply: (folders, {url}) =>
      run('psql', ['-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '-f', folders.pathOf('all.sql'), url], {}),
  },
  {
    name: OURS_IN_PROCESS,
    async apply(folders, {connection}) {
      const source = new MigrationSource(folders.pathOf('ours'));
      const runner = new MigrationRunner({connection, source, lockWaitMs: 10_000, outOfOrder: 'deny'});
      try {
        await runner.migrateToLatest();
      } finally {
        await runner.close();
      }
    },
  },
  {
    name: OURS_COMMAND,
    apply: (folders, {url}) =>
      run(
        process.execPath,
        ['scripts/cli.mjs', 'migrate:latest', '--json', '--directory', folders.pathOf('ours')],
        {DATABASE_URL: url},
      ),
  },
  {
    name: DBMATE,
    apply: (folders, {url}) =>
      run(
        bin('dbmate'),
        [
          '--url',
          `${url}?sslmode=disable`,
          '--migrations-dir',
          folders.pathOf('dbmate'),
          '--no-dump-schema',
          'migrate',
        ],
        {},
      ),
  },
  {
    name: "Knex's own CLI",
    apply: (folders, {url}) =>
      run(process.execPath, [knexCli(), 'migrate:latest', '--knexfile', folders.pathOf('knexfile.js')], {
        DATABASE_URL: url,
      }),
  },
  {
    name: 'node-pg-migrate',
    apply: (folders, {url}) =>
      run(
        bin('node-pg-migrate'),
        ['up', '--migrations-dir', folders.pathOf('node-pg-migrate'), '--no-verbose'],
        {DATABASE_URL: url},
      ),
  },
];

/** `migrate:status` of each on a database that it has migrated. */
export const statusTools: readonly Tool[] = [
  {
    name: OURS_STATUS,
    apply: (folders, {url}) =>
      run(process.execPath, ['scripts/cli.mjs', 'migrate:status', '--directory', folders.pathOf('ours')], {
        DATABASE_URL: url,
      }),
  },
  {
    name: KNEX_STATUS,
    apply: (folders, {url}) =>
      run(process.execPath, [knexCli(), 'migrate:status', '--knexfile', folders.pathOf('knexfile.js')], {
        DATABASE_URL: url,
      }),
  },
];

function run(command: string, args: string[], environment: NodeJS.ProcessEnv): void {
  const result = spawnSync(command, args, {
    cwd: PROJECT_ROOT,
    env: {...bareEnvironment(), ...environment},
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status === 0) return;
  const why = result.error?.message ?? `${result.stdout}\n${result.stderr}`.slice(-2000);
  throw new Error(`${command} ${args.join(' ')} ended with ${result.status}: ${why}`);
}

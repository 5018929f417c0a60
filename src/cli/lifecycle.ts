import {readFileSync} from 'node:fs';
import path from 'node:path';
import {type LifecycleConfig, loadLifecycleConfig, PROJECT_ROOT} from '../config';
import {type OpenDatabase, openDatabase} from '../database/open-database';
import {nameOf} from '../schema-lifecycle/migration-source';
import {
  MigrationRunner,
  MigrationSource,
  type RunResult,
  type SchemaLogger,
} from '../schema-lifecycle/programmatic';
import {type Invocation, type Output, text} from './command';
import {formatDuration} from './duration';
import {showProgress} from './progress';

export const MIGRATIONS_DIRECTORY = path.join(__dirname, '../database/migrations');
export const SEEDS_DIRECTORY = path.join(__dirname, '../database/seeds');

export const directoryOption = {
  directory: {
    type: 'string',
    argument: 'PATH',
    about: 'other migrations than those of this build',
  },
} as const;

/** For the commands that undo migrations. */
export const yesOption = {
  yes: {type: 'boolean', about: 'also outside development when tables or columns are dropped that hold data'},
} as const;

export interface Opened {
  config: Readonly<LifecycleConfig>;
  database: OpenDatabase;
  runner: MigrationRunner;
}

/** Opens the database that is configured, hands a runner to `work`, and closes both whatever happens. */
export async function withRunner<T>(
  invocation: Invocation,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const {values, environment, output} = invocation;
  const config = loadLifecycleConfig({environment});
  const database = await openDatabase(config);
  try {
    const runner: MigrationRunner = new MigrationRunner({
      connection: database.migrationConnection,
      source: new MigrationSource(path.resolve(text(values, 'directory') ?? MIGRATIONS_DIRECTORY)),
      logger: loggerTo(output),
      lockWaitMs: config.schema.waitMs,
      outOfOrder: config.schema.outOfOrder,
      applicationVersion: applicationVersion(),
      onStep: (name, direction, index, count) => {
        if (output.isTerminal) showProgress(`[${index + 1}/${count}] ${direction} ${name}`);
      },
      ...(config.backup.beforeMigrate
        ? {beforeApply: names => backUp(invocation, config, database, names)}
        : {}),
      approveDown: (names, session) => {
        const {askBeforeLoss} = require('./loss-consent') as typeof import('./loss-consent');
        return askBeforeLoss(invocation, config.environment, {names, session, source: runner.source});
      },
    });
    try {
      return await work({config, database, runner});
    } finally {
      await runner.close();
    }
  } finally {
    await database.release();
  }
}

async function backUp(
  {output}: Invocation,
  {backup}: LifecycleConfig,
  {migrationConnection}: OpenDatabase,
  names: readonly string[],
): Promise<string> {
  const {backupBeforeMigrate} =
    require('../schema-lifecycle/backup/before-migrate') as typeof import('../schema-lifecycle/backup/before-migrate');
  const logger = {...loggerTo(output), info: (_: object, message: string) => output.note(message)};
  const options = {
    connection: migrationConnection,
    search: backup.search,
    applicationVersion: applicationVersion(),
  };
  return backupBeforeMigrate(backup.folder, options, logger)(names);
}

/** The name of the migration that a person typed, or had completed to the path of its file. */
export function migrationNamed(given: string | undefined): string | undefined {
  return given === undefined ? undefined : nameOf(given);
}

/** Only what a person must know: each migration is in the result already. */
export function loggerTo(output: Output): SchemaLogger {
  return {
    info: (_, message) => {
      if (message.startsWith('waiting')) output.note(message);
    },
    warn: (_, message) => output.note(`warning: ${message}`),
    error: () => {},
  };
}

export function applicationVersion(): string {
  return JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'package.json'), 'utf8')).version;
}

/** What was done, a line per migration. */
export function printRun({output, json}: Invocation, result: RunResult, nothing: string): number {
  if (json) output.print(JSON.stringify(result, null, 2));
  else if (result.executed.length === 0) output.print(nothing);
  else {
    const verb = result.executed[0]?.direction === 'up' ? 'applied' : 'rolled back';
    for (const {name, durationMs} of result.executed)
      output.print(`${verb} ${name} (${formatDuration(durationMs)})`);
    output.print(`batch ${result.batch}: ${result.executed.length} ${verb}`);
  }
  return 0;
}

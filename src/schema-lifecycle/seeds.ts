import os from 'node:os';
import type {Knex} from 'knex';
import {EXIT, SchemaError} from './errors';
import {type SchemaLogger, silentLogger} from './logger';
import {nameOf, readSourceFiles, type SourceFile} from './migration-source';
import type {MigrationRunner} from './runner';
import type {Session} from './session';
import {SESSION_SETTINGS} from './step';

export interface SeedOptions {
  /** Lends its connection and its lock. */
  runner: MigrationRunner;
  directory: string;
  environment: string;
  logger?: SchemaLogger;
  applicationVersion?: string | null;
}

export interface SeedResult {
  executed: {name: string; durationMs: number}[];
  /** Recorded by an earlier run, and left alone. */
  skipped: string[];
}

export const SEED_TABLE = `
create table if not exists schema_seed_history (
  id bigint generated always as identity constraint schema_seed_history_pkey primary key,
  name text not null constraint schema_seed_history_name_key unique,
  checksum text,
  environment text not null,
  ran_at timestamptz not null default clock_timestamp(),
  duration_ms numeric(14, 3),
  run_by text not null default session_user,
  host text,
  application_version text
)`;

const RECORD = `
insert into schema_seed_history (name, checksum, environment, duration_ms, host, application_version)
values (?, ?, ?, ?, ?, ?)`;

type SeedModule = {seed(knex: Knex): Promise<unknown>};

/** Runs the seeds of a directory in order, each once per database, in a transaction with its record. */
export class SeedRunner {
  private readonly logger: SchemaLogger;

  constructor(private readonly options: SeedOptions) {
    this.logger = options.logger ?? silentLogger;
  }

  /**
   * @throws SchemaError SEED_REFUSED in production without `allowProduction`, SEED_UNKNOWN, SEED_FAILED
   */
  async run(options: {specific?: string; allowProduction?: boolean} = {}): Promise<SeedResult> {
    refuseInProduction(this.options.environment, options.allowProduction === true);
    const files = chooseSeeds(readSourceFiles(this.options.directory), options.specific);
    if (files.length === 0) return {executed: [], skipped: []};
    return this.options.runner.locked(async session => {
      await session.query(SEED_TABLE);
      const done = await readDone(session);
      const result: SeedResult = {executed: [], skipped: []};
      for (const file of files) {
        if (done.has(file.name)) result.skipped.push(file.name);
        else result.executed.push({name: file.name, durationMs: await this.runOne(session, file)});
      }
      return result;
    });
  }

  private async runOne(session: Session, file: SourceFile): Promise<number> {
    const {environment, applicationVersion = null} = this.options;
    const knex = await session.knex();
    const module = loadSeed(file);
    const started = performance.now();
    try {
      await knex.transaction(async trx => {
        await module.seed(trx);
        await recordSeed(trx, file, environment, performance.now() - started, applicationVersion);
      });
    } catch (error) {
      this.logger.error({seed: file.name, outcome: 'failed'}, `${file.name} failed`);
      throw new SchemaError(
        'SEED_FAILED',
        `the seed ${file.name} failed: ${(error as Error).message}`,
        EXIT.failed,
        {
          cause: error,
        },
      );
    } finally {
      if (!session.isBroken) await session.query(`reset all; reset role; ${SESSION_SETTINGS}`);
    }
    const durationMs = Math.round((performance.now() - started) * 1000) / 1000;
    this.logger.info({seed: file.name, durationMs, outcome: 'succeeded'}, `${file.name} seeded`);
    return durationMs;
  }
}

/** @throws SchemaError SEED_REFUSED */
export function refuseInProduction(environment: string, allowProduction: boolean): void {
  if (environment !== 'production' || allowProduction) return;
  throw new SchemaError(
    'SEED_REFUSED',
    'seeds are development data and are refused in production; if you mean it: --allow-production',
    EXIT.usage,
  );
}

/** @throws SchemaError SEED_UNKNOWN naming the seeds there are */
export function chooseSeeds(files: SourceFile[], specific: string | undefined): SourceFile[] {
  if (specific === undefined) return files;
  const chosen = files.filter(file => file.name === nameOf(specific));
  if (chosen.length > 0) return chosen;
  const known = files.map(file => file.name).join(', ') || 'none';
  throw new SchemaError('SEED_UNKNOWN', `there is no seed ${specific}; there are: ${known}`, EXIT.usage);
}

/** @throws SchemaError SEED_FAILED when the file has no function "seed" */
export function loadSeed(file: SourceFile): SeedModule {
  const loaded: Partial<SeedModule> = require(file.path);
  if (typeof loaded.seed !== 'function') {
    throw new SchemaError('SEED_FAILED', `${file.path} exports no function "seed"`);
  }
  return loaded as SeedModule;
}

export async function recordSeed(
  knex: Knex,
  file: SourceFile,
  environment: string,
  durationMs: number,
  applicationVersion: string | null,
): Promise<void> {
  await knex.raw(RECORD, [
    file.name,
    file.checksum as string,
    environment,
    durationMs,
    os.hostname(),
    applicationVersion as string,
  ]);
}

async function readDone(session: Session): Promise<Set<string>> {
  const {rows} = await session.query<{name: string}>('select name from schema_seed_history');
  return new Set(rows.map(row => row.name));
}

import os from 'node:os';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Knex} from 'knex';
import {TRY_TRANSACTION_LOCK} from './advisory-lock';
import {SchemaError} from './errors';
import {ensureHistoryTables} from './history';
import {MigrationSource, readSourceFiles, type SourceFile} from './migration-source';
import {chooseSeeds, loadSeed, recordSeed, refuseInProduction, SEED_TABLE} from './seeds';

const LOCK_WAIT_MS = 60_000;

/** `migrate:list` and `migrate:status` print `file` of what is pending. */
type KnexFile = SourceFile & {file: string};

/**
 * The migrations as the bare Knex command wants them: names without extension, and each run leaves a row in our history
 * too. Out of the checks it keeps only this: no migration is applied while another process is migrating.
 */
export class KnexMigrationSource implements Knex.MigrationSource<KnexFile> {
  private readonly source: MigrationSource;

  constructor(
    directory: string,
    private readonly applicationVersion: string | null = null,
  ) {
    this.source = new MigrationSource(directory);
  }

  async getMigrations(): Promise<KnexFile[]> {
    return this.source.list().map(file => ({...file, file: file.name}));
  }

  getMigrationName(file: KnexFile): string {
    return file.name;
  }

  async getMigration(file: KnexFile): Promise<Knex.Migration> {
    const migration = await this.source.load(file.name);
    const transactional = migration.config?.transaction !== false;
    const recorded = (direction: 'up' | 'down') => async (knex: Knex) => {
      if (transactional) await lockForTransaction(knex);
      await refuseIfDone(knex, file.name, direction);
      const started = performance.now();
      await migration[direction]?.(knex);
      await ensureHistoryTables(sql => Promise.resolve(knex.raw(sql)));
      await knex.raw(
        `insert into schema_migration_history (name, direction, state, transactional, checksum, started_at,
           finished_at, duration_ms, host, application_version, note)
         values (?, ?, 'succeeded', ?, ?, clock_timestamp() - ?::float8 * interval '1 millisecond',
           clock_timestamp(), ?, ?, ?, 'run by the Knex command')`,
        [
          file.name,
          direction,
          transactional,
          file.checksum,
          performance.now() - started,
          performance.now() - started,
          os.hostname(),
          this.applicationVersion,
        ] as Knex.RawBinding[],
      );
    };
    return {
      up: recorded('up'),
      ...(migration.down === undefined ? {} : {down: recorded('down')}),
      config: {transaction: transactional},
    } as Knex.Migration;
  }
}

/** Seeds for the bare Knex command: one that is recorded is not run again. */
export class KnexSeedSource implements Knex.SeedSource<SourceFile> {
  constructor(
    private readonly directory: string,
    private readonly environment: string,
    private readonly applicationVersion: string | null = null,
  ) {}

  async getSeeds(config: Knex.SeederConfig): Promise<SourceFile[]> {
    refuseInProduction(this.environment, false);
    return chooseSeeds(readSourceFiles(this.directory), config.specific);
  }

  async getSeed(file: SourceFile): Promise<Knex.Seed> {
    const {seed} = loadSeed(file);
    const run = (knex: Knex) =>
      knex.transaction(async trx => {
        await lockForTransaction(trx);
        await trx.raw(SEED_TABLE);
        if (await trx('schema_seed_history').where({name: file.name}).first('id')) return;
        const started = performance.now();
        await seed(trx);
        await recordSeed(trx, file, this.environment, performance.now() - started, this.applicationVersion);
      });
    return {seed: run};
  }
}

/**
 * For Knex's `pool.afterCreate`: names that were recorded with an extension lose it before Knex reads them, or it
 * would call the directory corrupt.
 */
export function adoptNames(
  connection: {query(sql: string, done: (error: Error | null) => void): void},
  done: (error: Error | null, connection: unknown) => void,
): void {
  connection.query(ADOPT_NAMES, error => done(error, connection));
}

/** Only where there is something to rename, so that a role that may only read can connect. */
const ADOPT_NAMES = `
do $$
begin
  if to_regclass('knex_migrations') is not null then
    if exists (select from knex_migrations where name ~ '(\\.(ts|js|cts|cjs))+$') then
      update knex_migrations set name = regexp_replace(name, '(\\.(ts|js|cts|cjs))+$', '')
      where name ~ '(\\.(ts|js|cts|cjs))+$';
    end if;
  end if;
end
$$`;

/** Polls, see `withSchemaLock`; the lock goes with the transaction. */
async function lockForTransaction(knex: Knex): Promise<void> {
  const deadline = performance.now() + LOCK_WAIT_MS;
  for (;;) {
    const {rows} = await knex.raw(TRY_TRANSACTION_LOCK);
    if (rows[0]?.locked === true) return;
    if (performance.now() > deadline) {
      throw new SchemaError(
        'SCHEMA_LOCKED',
        'another process is changing the schema; try again when it is done',
      );
    }
    await sleep(100);
  }
}

/** Knex read its list before the lock was free. */
async function refuseIfDone(knex: Knex, name: string, direction: 'up' | 'down'): Promise<void> {
  const applied = await knex('knex_migrations').where({name}).first('id');
  if ((applied !== undefined) === (direction === 'up')) {
    throw new SchemaError(
      direction === 'up' ? 'MIGRATION_ALREADY_APPLIED' : 'MIGRATION_NOT_APPLIED',
      `another process has just ${direction === 'up' ? 'applied' : 'undone'} ${name}: run the command again`,
    );
  }
}

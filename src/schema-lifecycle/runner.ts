import {setTimeout as sleep} from 'node:timers/promises';
import type {ConnectionSettings} from '../config-connection';
import {withSchemaLock} from './advisory-lock';
import {type Comparison, compare, findProblems, type OutOfOrderPolicy} from './checks';
import {SchemaError} from './errors';
import {ensureHistoryTables, type HistoryReading, readHistory} from './history';
import {HistoryWriter} from './history-writer';
import {type SchemaLogger, silentLogger} from './logger';
import type {MigrationSource} from './migration-source';
import {checkPlan, executePlan, type OnStep, type Plan, type RunResult, requireFile} from './plan';
import {refusePooler} from './pooler';
import {approvalOf, type RehearsedPlan} from './rehearsal/plan-file';
import {Session} from './session';
import {type MigrationStatus, readStatus} from './status';
import {SESSION_SETTINGS} from './step';
import {DRIFTED, hasDrifted} from './stored-fingerprint';

export interface RunnerOptions {
  connection: ConnectionSettings;
  source: MigrationSource;
  logger?: SchemaLogger;
  /** How long to wait for another process that migrates. */
  lockWaitMs: number;
  outOfOrder: OutOfOrderPolicy;
  applicationVersion?: string | null;
  /** First pause after a lock timeout, doubled each time; default 500. */
  retryDelayMs?: number;
  /** Whether the database is thrown away afterwards; its errors then name no commands to mend it. */
  isScratch?: boolean;
  /** Seen before each migration, for progress on a terminal. */
  onStep?: OnStep;
  /** Under the lock, before anything pending is applied; what it returns names the backup in the history. */
  beforeApply?(names: readonly string[]): Promise<string>;
  /** Throws, under the lock and before anything is undone, when these must not be. */
  approveDown?(names: readonly string[], session: Session): Promise<void>;
}

/** Work that belongs to a migration run: inside the lock, after the migrations, on the migrating role's connection. */
export type LockedWork = (session: Session) => Promise<void>;

/** Applies and undoes migrations on one connection of its own, under one lock. */
export class MigrationRunner {
  private session: Promise<Session> | undefined;
  private readonly logger: SchemaLogger;

  constructor(private readonly options: RunnerOptions) {
    this.logger = options.logger ?? silentLogger;
  }

  /**
   * Applies all that is pending, in order; `after` runs inside the lock whether or not something was. With a rehearsed
   * plan nothing is applied unless files, schema and server are those of the rehearsal.
   * @throws SchemaLockedError, MigrationCheckError, PlanDiffersError, MigrationFailedError
   */
  async migrateToLatest(after?: LockedWork, rehearsed?: RehearsedPlan): Promise<RunResult> {
    if (after === undefined) {
      const {comparison} = await this.read();
      const isIdle = comparison.pending.length === 0 && comparison.unrecorded.length === 0;
      if (isIdle && findProblems(comparison).length === 0) return {batch: null, executed: []};
    }
    const approval = rehearsed === undefined ? {} : approvalOf(rehearsed, this.options.source);
    return this.run(({pending}) => ({direction: 'up', names: pending, ...approval}), after);
  }

  /** Applies the next pending migration, or the named one. */
  async up(name?: string): Promise<RunResult> {
    return this.run(({pending}) => {
      if (name === undefined) return {direction: 'up', names: pending.slice(0, 1)};
      requireFile(this.options.source, name);
      if (!pending.includes(name)) {
        throw new SchemaError('MIGRATION_ALREADY_APPLIED', `${name} is already applied`, 2);
      }
      return {direction: 'up', names: [name]};
    });
  }

  /** Undoes the migration that was applied last, or the named one. */
  async down(name?: string): Promise<RunResult> {
    return this.run((_, {applied}) => {
      if (name === undefined) return {direction: 'down', names: applied.slice(-1).map(last => last.name)};
      requireApplied(name, applied);
      return {direction: 'down', names: [name]};
    });
  }

  /** Undoes the last batch, or the numbered one, newest first. */
  async rollback(batch?: number): Promise<RunResult> {
    return this.run((_, {applied}) => {
      const chosen = batch ?? Math.max(...applied.map(migration => migration.batch));
      const names = applied.filter(migration => migration.batch === chosen).map(({name}) => name);
      if (batch !== undefined && names.length === 0) {
        const batches = [...new Set(applied.map(migration => migration.batch))].sort((a, b) => a - b);
        throw new SchemaError(
          'MIGRATION_NOT_APPLIED',
          `there is no batch ${batch}; there ${batches.length === 0 ? 'is none' : `are ${batches.join(', ')}`}`,
          2,
        );
      }
      return {direction: 'down', names: names.reverse()};
    });
  }

  /** Undoes everything that was applied after `name`, which stays. */
  async rollbackToVersion(name: string): Promise<RunResult> {
    return this.run((_, {applied}) => {
      requireApplied(name, applied);
      const index = applied.findIndex(migration => migration.name === name);
      return {
        direction: 'down',
        names: applied
          .slice(index + 1)
          .map(migration => migration.name)
          .reverse(),
      };
    });
  }

  async rollbackAll(): Promise<RunResult> {
    return this.run((_, {applied}) => ({direction: 'down', names: applied.map(({name}) => name).reverse()}));
  }

  get connectionSettings(): ConnectionSettings {
    return this.options.connection;
  }

  get source(): MigrationSource {
    return this.options.source;
  }

  /** Such as `18.4`. @throws the error of `pg` when no connection can be made */
  async serverVersion(): Promise<string> {
    const session = await this.open();
    const {rows} = await session.query<{version: string}>(
      `select current_setting('server_version') as version`,
    );
    return rows[0]?.version ?? '';
  }

  /** Newest applied migration, or null. */
  async getCurrentVersion(): Promise<string | null> {
    return (await this.read()).comparison.version;
  }

  async getPendingMigrations(): Promise<string[]> {
    return (await this.read()).comparison.pending;
  }

  /** What `migrateToLatest` would do, in order. Nothing is written. */
  async plan(): Promise<{name: string; direction: 'up'}[]> {
    return (await this.getPendingMigrations()).map(name => ({name, direction: 'up'}));
  }

  async status(): Promise<MigrationStatus> {
    return readStatus(await this.open(), this.options.source);
  }

  async compare(): Promise<Comparison> {
    return (await this.read()).comparison;
  }

  /** Waits until nothing is pending, as long as somebody else may still be migrating. */
  async waitUntilCurrent(waitMs: number): Promise<Comparison> {
    const started = performance.now();
    for (;;) {
      const comparison = await this.compare();
      const isSettled = comparison.pending.length === 0 && comparison.unfinished.length === 0;
      if (isSettled || performance.now() - started >= waitMs) return comparison;
      await sleep(Math.min(250, waitMs));
    }
  }

  /** Runs `work`, which only reads, on this runner's connection. */
  async reading<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return work(await this.open());
  }

  /** Runs `work` on this runner's connection while nobody else changes the schema. */
  async locked<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.open();
    await refusePooler(session, this.options.connection);
    return withSchemaLock(
      session,
      this.options.lockWaitMs,
      holder => this.logger.info({holder}, 'waiting for another process that changes the schema'),
      async () => {
        await session.query(SESSION_SETTINGS);
        return work(session);
      },
    );
  }

  async close(): Promise<void> {
    const session = await this.session;
    this.session = undefined;
    await session?.close();
  }

  /** A connection that broke, or was never made, does not stand in the way of the next attempt. */
  private async open(): Promise<Session> {
    const current = this.session;
    if (current !== undefined && !(await current).isBroken) return current;
    if (this.session === current) {
      this.session = Session.open(this.options.connection, 'schema-lifecycle').catch(error => {
        this.session = undefined;
        throw error;
      });
    }
    return this.session ?? this.open();
  }

  private async read(session?: Session): Promise<{history: HistoryReading; comparison: Comparison}> {
    const history = await readHistory(session ?? (await this.open()));
    return {history, comparison: compare(this.options.source.list(), history)};
  }

  private async run(
    choose: (comparison: Comparison, history: HistoryReading) => Plan,
    after?: LockedWork,
  ): Promise<RunResult> {
    const {source, connection, outOfOrder, applicationVersion = null} = this.options;
    const {retryDelayMs = 500, isScratch = false} = this.options;
    source.list();
    return this.locked(async session => {
      await ensureHistoryTables(sql => session.query(sql));
      const writer = await HistoryWriter.open(session, applicationVersion);
      const before = (await this.read(session)).comparison;
      await writer.adopt(before.unrecorded, name => source.find(name)?.checksum ?? null);
      const {history, comparison} = await this.read(session);
      const plan = choose(comparison, history);
      checkPlan(plan, comparison, source, {outOfOrder, logger: this.logger});
      if (plan.names.length > 0) {
        await plan.approve?.(plan.names, session);
        if (plan.direction === 'down') await this.options.approveDown?.(plan.names, session);
        else writer.backup = (await this.options.beforeApply?.(plan.names)) ?? null;
        // After the run the stored fingerprint has the change in it.
        if (await hasDrifted(session)) this.logger.warn({names: plan.names}, DRIFTED);
      }
      const context = {session, connection, writer, logger: this.logger, retryDelayMs, isScratch};
      const result = await executePlan(plan, history, source, context, this.options.onStep);
      if (plan.direction === 'down' && plan.names.length === history.applied.length) {
        await writer.forgetSeeds();
      }
      await after?.(session);
      return result;
    });
  }
}

function requireApplied(name: string, applied: HistoryReading['applied']): void {
  if (!applied.some(migration => migration.name === name)) {
    throw new SchemaError('MIGRATION_NOT_APPLIED', `${name} is not applied`, 2);
  }
}

import {runInTransaction} from './apply';
import {runWithoutTransaction} from './apply-outside';
import {type Comparison, findObstacles, findProblems, lateError, type OutOfOrderPolicy} from './checks';
import {SchemaError} from './errors';
import type {HistoryReading} from './history';
import type {SchemaLogger} from './logger';
import type {MigrationModule, MigrationSource} from './migration-source';
import {withRemedy} from './remedy';
import type {Session} from './session';
import type {ApplyContext, Step} from './step';
import {TransactionChain} from './transaction-chain';

/** Above this many migrations in one run the fingerprint is taken at the end only: it costs more than a small migration. */
const FINGERPRINT_EACH_UP_TO = 25;

export interface Plan {
  direction: 'up' | 'down';
  names: string[];
  /** For the history. */
  note?: string;
  /** Throws, under the lock and before anything runs, when it must not be carried out. */
  approve?(names: readonly string[], session: Session): Promise<void>;
}

export interface ExecutedMigration {
  name: string;
  direction: 'up' | 'down';
  durationMs: number;
}

export interface RunResult {
  /** Number of the batch that was made or undone; null when nothing was done. */
  batch: number | null;
  executed: ExecutedMigration[];
}

export type OnStep = (name: string, direction: 'up' | 'down', index: number, count: number) => void;

/**
 * Before anything runs.
 * @throws MigrationCheckError naming the file and the command that mends it
 */
export function checkPlan(
  plan: Plan,
  comparison: Comparison,
  source: MigrationSource,
  policy: {outOfOrder: OutOfOrderPolicy; logger: SchemaLogger},
): void {
  const {direction, names} = plan;
  if (direction === 'down') {
    const [unfinished] = findProblems({...comparison, changed: [], missing: []});
    if (unfinished !== undefined) throw unfinished;
    for (const name of names) requireFile(source, name);
    return;
  }
  const [obstacle] = findObstacles(comparison, names, policy.outOfOrder);
  if (obstacle !== undefined) throw obstacle;
  for (const name of comparison.outOfOrder.filter(late => names.includes(late))) {
    policy.logger.warn({migration: name}, lateError(name, comparison.version).message);
  }
}

/** Runs the steps one after the other; the caller holds the lock. */
export async function executePlan(
  {direction, names, note}: Plan,
  history: HistoryReading,
  source: MigrationSource,
  environment: Omit<ApplyContext, 'transactions'>,
  onStep: OnStep = () => {},
): Promise<RunResult> {
  if (names.length === 0) return {batch: null, executed: []};
  const modules = await loadAll(source, names, direction);
  const context = {...environment, transactions: new TransactionChain(environment.session)};
  await context.session.knex();
  await context.session.query('set synchronous_commit = off');
  const batches = new Map(history.applied.map(({name, batch}) => [name, batch]));
  const nextBatch = Math.max(0, ...batches.values()) + 1;
  const executed: ExecutedMigration[] = [];
  try {
    for (const [index, [name, migration]] of modules.entries()) {
      onStep(name, direction, index, names.length);
      const isLast = index === names.length - 1;
      const step = {
        name,
        direction,
        batch: direction === 'up' ? nextBatch : (batches.get(name) ?? null),
        checksum: source.find(name)?.checksum ?? null,
        takesFingerprint: isLast || names.length <= FINGERPRINT_EACH_UP_TO,
        isChained: isTransactional(modules[index + 1]?.[1]),
        isLast,
        note,
      };
      executed.push({name, direction, durationMs: await runLogged(context, step, migration)});
    }
  } finally {
    await context.transactions.rollback();
  }
  return {batch: direction === 'up' ? nextBatch : (batches.get(names[0] ?? '') ?? null), executed};
}

/** @throws SchemaError MIGRATION_UNKNOWN */
export function requireFile(source: MigrationSource, name: string): void {
  if (source.find(name) === undefined) {
    throw new SchemaError('MIGRATION_UNKNOWN', `this build has no file for the migration ${name}`, 2);
  }
}

/** One line per migration, with direction, duration and outcome. */
async function runLogged(context: ApplyContext, step: Step, migration: MigrationModule): Promise<number> {
  const fields = {migration: step.name, direction: step.direction, batch: step.batch};
  const run = isTransactional(migration) ? runInTransaction : runWithoutTransaction;
  const started = performance.now();
  try {
    const durationMs = round(await run(context, step, migration));
    context.logger.info({...fields, durationMs, outcome: 'succeeded'}, `${step.name} ${step.direction}`);
    return durationMs;
  } catch (error) {
    const durationMs = round(performance.now() - started);
    context.logger.error(
      {...fields, durationMs, outcome: 'failed', error: (error as Error).message},
      `${step.name} ${step.direction} failed`,
    );
    throw context.isScratch ? error : withRemedy(error, isTransactional(migration));
  }
}

/** All are loaded before the first one runs: a file that does not load stops the run before it began. */
async function loadAll(
  source: MigrationSource,
  names: string[],
  direction: 'up' | 'down',
): Promise<[string, MigrationModule][]> {
  const modules: [string, MigrationModule][] = [];
  for (const name of names) {
    const migration = await source.load(name);
    if (direction === 'down' && typeof migration.down !== 'function') {
      throw new SchemaError('MIGRATION_IRREVERSIBLE', `${name} has no "down" and can't be undone`);
    }
    modules.push([name, migration]);
  }
  return modules;
}

function isTransactional(migration: MigrationModule | undefined): boolean {
  return migration !== undefined && migration.config?.transaction !== false;
}

function round(durationMs: number): number {
  return Math.round(durationMs * 1000) / 1000;
}

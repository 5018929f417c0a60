import type {Knex} from 'knex';
import {compare, findObstacles, type OutOfOrderPolicy} from './checks';
import {readHistory} from './history';
import {nameOf} from './migration-source';
import type {MigrationRunner} from './runner';
import {buildScratch, type ScratchDatabase, type ScratchSource, withScratchDatabase} from './scratch';
import {describeFailure} from './step';
import {TransactionWatch} from './watches';

export interface DryMigration {
  name: string;
  transactional: boolean;
  /** As they were sent, with their values in place. */
  statements: string[];
}

export interface DryRun {
  migrations: DryMigration[];
  scratchVersion: number | null;
  targetVersion: number | null;
}

/**
 * Runs what is pending on a scratch database that has the target's schema and no rows, and returns the SQL. The target is
 * only read.
 * @throws MigrationCheckError as the real run would; MigrationFailedError
 */
export async function dryRun(
  runner: MigrationRunner,
  where: ScratchSource,
  outOfOrder: OutOfOrderPolicy,
): Promise<DryRun> {
  const {source} = runner;
  const {applied, comparison} = await runner.reading(async session => {
    const history = await readHistory(session);
    return {
      applied: history.applied.map(({name}) => nameOf(name)),
      comparison: compare(source.list(), history),
    };
  });
  const [obstacle] = findObstacles(comparison, comparison.pending, outOfOrder);
  if (obstacle !== undefined) throw obstacle;
  if (comparison.pending.length === 0) return {migrations: [], scratchVersion: null, targetVersion: null};
  return withScratchDatabase(where, async scratch => {
    await buildScratch(scratch, {source, names: applied});
    const migrations: DryMigration[] = [];
    for (const name of comparison.pending) migrations.push(await tryUp(scratch, runner, name));
    return {migrations, scratchVersion: scratch.serverVersion, targetVersion: scratch.targetVersion};
  });
}

async function tryUp(
  {session}: ScratchDatabase,
  runner: MigrationRunner,
  name: string,
): Promise<DryMigration> {
  const {up, config} = await runner.source.load(name);
  const transactional = config?.transaction !== false;
  const knex = await session.knex();
  const statements: string[] = [];
  const note = ({sql, bindings = []}: {sql: string; bindings?: readonly unknown[]}) => {
    if (!CONTROL.test(sql)) statements.push(withValues(sql, bindings));
  };
  knex.on('query', note);
  try {
    if (!transactional) await up(knex);
    else {
      await knex.transaction(trx =>
        session.watching(new TransactionWatch(name), () => up(trx) as Promise<void>),
      );
    }
    return {name, transactional, statements};
  } catch (error) {
    const step = {name, direction: 'up', batch: null, checksum: null} as const;
    const rest = {takesFingerprint: false, isChained: false, isLast: false};
    throw describeFailure({...step, ...rest}, error, statements.at(-1) ?? null);
  } finally {
    (knex as Knex & NodeJS.EventEmitter).removeListener('query', note);
    await session.query('reset all; reset role');
  }
}

/** Of the transaction that every migration has. */
const CONTROL = /^(begin|commit|rollback)( isolation level [a-z ]+)?;?$/i;

/** For reading, and for `psql`: a value as PostgreSQL would quote it. */
function withValues(sql: string, bindings: readonly unknown[]): string {
  return sql.replace(/\$(\d+)\b/g, (placeholder, number) => {
    const index = Number(number) - 1;
    return index < bindings.length ? literal(bindings[index]) : placeholder;
  });
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  if (value instanceof Date) return `'${value.toISOString()}'`;
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'`;
  if (Array.isArray(value)) return `array[${value.map(literal).join(', ')}]`;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return `'${text.replaceAll("'", "''")}'`;
}

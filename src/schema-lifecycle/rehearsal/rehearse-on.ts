import type {ConnectionSettings} from '../../config-connection';
import {fingerprintSchema} from '../fingerprint';
import type {Queryable} from '../history';
import type {MigrationSource} from '../migration-source';
import type {SqlStatement} from '../split-statements';
import {readAllowed, silence} from './allow';
import {type Relation, type RelationMap, readRelations} from './catalog';
import {Filler} from './fill';
import {type Ground, round} from './interpret';
import {contextsOf} from './judge';
import {MeasuredConnection} from './measured-connection';
import {StatementMeter} from './meter';
import type {Finding, MigrationReport, SilencedFinding} from './report';
import {findingOfTimeout, findingsOf} from './rules';
import type {TableSize} from './target-size';

export interface ScratchRun {
  connection: ConnectionSettings;
  /** Another connection to the same database. */
  observer: Queryable;
  source: MigrationSource;
  pending: readonly string[];
  sizeOf(table: string): TableSize;
  rowsFor(targetRows: number): number;
  unfilled: ReadonlyMap<string, string>;
  onStep?: (name: string, index: number, count: number) => void;
}

export interface ScratchResult {
  migrations: MigrationReport[];
  findings: Finding[];
  silenced: SilencedFinding[];
  notes: string[];
  /** Of the scratch schema before the first pending migration. */
  startFingerprint: string;
}

/** The generated rows of these tables broke a statement that may be fine on real ones. */
export interface Misfit {
  misfit: {tables: string[]; reason: string};
}

/** Runs the pending migrations on a scratch database that has the target's schema. */
export async function rehearseOn(run: ScratchRun): Promise<ScratchResult | Misfit> {
  const connection = await MeasuredConnection.open(run.connection);
  try {
    return await new ScratchRehearsal(run, connection).run();
  } finally {
    await connection.close();
  }
}

class ScratchRehearsal {
  private readonly scratchRows = new Map<number, number>();
  private readonly notes = new Set<string>();
  private ground: Ground;
  private filler: Filler;

  constructor(
    private readonly options: ScratchRun,
    private readonly connection: MeasuredConnection,
  ) {}

  async run(): Promise<ScratchResult | Misfit> {
    const {pending, onStep, sizeOf} = this.options;
    const relations = await readRelations(this.connection);
    const startFingerprint = await fingerprintSchema(this.connection);
    const targetSize = ({oid, name}: Relation) => sizeOf(relations.get(oid)?.name ?? name);
    this.ground = {relations, targetSize, scratchRows: oid => this.scratchRows.get(oid) ?? 0};
    this.filler = this.makeFiller(relations);
    const result: ScratchResult = {migrations: [], findings: [], silenced: [], notes: [], startFingerprint};
    for (const [index, name] of pending.entries()) {
      onStep?.(name, index, pending.length);
      const outcome = await this.rehearse(name);
      if ('misfit' in outcome) return outcome;
      result.migrations.push(outcome.migration);
      result.findings.push(...outcome.findings);
      result.silenced.push(...outcome.silenced);
      if (outcome.migration.failure !== null) break;
    }
    return {...result, notes: [...this.notes]};
  }

  private async rehearse(name: string) {
    const {source, observer} = this.options;
    const migration = await source.load(name);
    const transactional = migration.config?.transaction !== false;
    const meter = new StatementMeter({
      migration: name,
      transactional,
      connection: this.connection,
      observer,
      prepare: (statement, relations, isInTransaction) => this.prepare(statement, relations, isInTransaction),
    });
    const error = await this.execute(migration.up, meter, transactional);
    await meter.finish(error !== null);
    const misfit = error === null ? undefined : this.misfitOf(error, meter);
    if (misfit !== undefined) return misfit;
    const {statements, contexts} = contextsOf(meter, transactional, this.ground);
    const file = source.find(name);
    const found = [
      ...findingOfTimeout(name, migration.config?.lockTimeoutMs),
      ...contexts.flatMap(context => findingsOf(name, context)),
    ];
    const allowed = file === undefined ? new Map() : readAllowed(file, migration);
    const sum = (values: number[]) => round(values.reduce((total, value) => total + value, 0));
    const report: MigrationReport = {
      name,
      checksum: file?.checksum ?? null,
      transactional,
      durationMs: sum(statements.map(({durationMs}) => durationMs)),
      estimateMs: sum(statements.map(({onTarget, durationMs}) => onTarget?.estimateMs ?? durationMs)),
      statements,
      failure: error === null ? null : failureOf(error, meter),
    };
    return {migration: report, ...silence(found, allowed, name)};
  }

  /** Returns the error that the migration ended with, or null. */
  private async execute(
    up: (knex: import('knex').Knex) => Promise<unknown>,
    meter: StatementMeter,
    transactional: boolean,
  ): Promise<Error | null> {
    const knex = await this.connection.knex();
    // The meter begins and ends transactions by itself: Knex's own must not reach the server.
    const swallow = () => this.connection.query('select') as Promise<never>;
    const handle = transactional
      ? await this.connection.through(swallow, () => knex.transaction())
      : undefined;
    try {
      await this.connection.through(meter.run.bind(meter), async () => up(handle ?? knex));
      return meter.failed !== undefined && transactional ? meter.failed.error : null;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      if (handle !== undefined) await this.connection.through(swallow, () => handle.rollback());
    }
  }

  /** Fills the tables that a statement names, and counts their rows. */
  private async prepare(statement: SqlStatement, now: RelationMap, isInTransaction: boolean): Promise<void> {
    const tables = namedTables(statement, now).filter(
      ({oid}) => this.ground.relations.get(oid) !== undefined,
    );
    if (tables.length === 0) return;
    if (!isInTransaction) await this.connection.query('begin');
    for (const {oid, name} of tables) {
      await this.filler.fill(oid);
      const reason = this.filler.reasonOf(oid) ?? this.options.unfilled.get(this.originalName(oid));
      if (reason !== undefined) this.notes.add(`${name} was measured without generated rows: ${reason}`);
    }
    if (!isInTransaction) await this.connection.query('commit');
    for (const oid of [...tables.map(table => table.oid), ...this.filler.filledTables]) {
      if (now.get(oid) !== undefined) this.scratchRows.set(oid, await this.countRows(oid));
    }
  }

  private async countRows(oid: number): Promise<number> {
    const {rows} = await this.connection.query<{name: string | null}>(
      `select format('%I.%I', relnamespace::regnamespace, relname) as name from pg_class where oid = $1`,
      [oid],
    );
    const {rows: counts} = await this.connection.query<{count: number}>(
      `select count(*)::float8 as count from ${rows[0]?.name}`,
    );
    return counts[0]?.count ?? 0;
  }

  private makeFiller(relations: RelationMap): Filler {
    const {unfilled, rowsFor, sizeOf} = this.options;
    return new Filler(this.connection, {
      nameOf: oid => relations.get(oid)?.name,
      rows: ({name}) => (unfilled.has(name) ? 0 : rowsFor(sizeOf(name).rows)),
    });
  }

  private originalName(oid: number): string {
    return this.ground.relations.get(oid)?.name ?? '';
  }

  /** Errors of the classes "data" and "constraint" may be the fault of generated rows. */
  private misfitOf(error: Error, {failed}: StatementMeter): Misfit | undefined {
    const {code = '', table} = error as {code?: string; table?: string};
    const filled = this.filler.filledTables.map(oid => this.originalName(oid));
    if (!/^2[23]/.test(code) || failed === undefined || filled.length === 0) return undefined;
    const tables = table === undefined ? filled : filled.filter(name => name.split('.').at(-1) === table);
    return tables.length === 0 ? undefined : {misfit: {tables, reason: failed.message}};
  }
}

function failureOf(error: Error, {failed}: StatementMeter): MigrationReport['failure'] {
  return {
    sql: failed?.statement.text ?? null,
    error: failed?.error === error ? failed.message : error.message,
  };
}

/** Ordinary tables whose name stands in the statement, its quoted texts included. */
function namedTables({tokens}: SqlStatement, relations: RelationMap): Relation[] {
  const words = new Set(
    tokens.flatMap(({kind, text}) =>
      kind === 'string' ? (text.match(/[\w$\u0080-\uffff]+/g) ?? []) : [text],
    ),
  );
  return relations.tables.filter(
    ({kind, plainName}) => (kind === 'r' || kind === 'p') && words.has(plainName),
  );
}

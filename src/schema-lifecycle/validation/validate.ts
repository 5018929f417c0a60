import type {SchemaError} from '../errors';
import {describeSchema} from '../fingerprint';
import type {MigrationSource} from '../migration-source';
import {MigrationRunner} from '../runner';
import {compareSchemas, type Difference} from '../schema-lines';
import {buildScratch, type ScratchDatabase, type ScratchSource, withScratchDatabase} from '../scratch';
import {fingerprintOf, readStoredFingerprint} from '../stored-fingerprint';
import {Canaries, type Unfilled} from './canaries';
import {type Contents, findLosses, readContents} from './contents';
import {describe, explain, firstLine, isFromDatabase, unproven} from './explain';
import type {ValidatedMigration, ValidationReport} from './report';
import {readTables, type Table} from './table-catalog';

export type OnValidation = (what: string, index: number, count: number) => void;

/**
 * Runs every migration up, down and up again with generated rows in the tables, then all down and all up, and compares
 * schema and rows at each level.
 * @throws MigrationFailedError when an `up` fails at its first run: there is nothing to validate then
 */
export async function validateMigrations(
  where: ScratchSource,
  source: MigrationSource,
  onStep: OnValidation = () => {},
): Promise<ValidationReport> {
  const files = source.list().map(({name}) => name);
  const report: ValidationReport = {migrations: [], isBroken: false, scratchVersion: 0, targetVersion: 0};
  const levels: string[][] = [];
  const refused = new Map<string, string>();
  while (report.migrations.length < files.length || files.length === 0) {
    await withScratchDatabase(where, async scratch => {
      Object.assign(report, {scratchVersion: scratch.serverVersion, targetVersion: scratch.targetVersion});
      const validation = new Validation(scratch, source, files, {levels, refused}, onStep);
      try {
        await validation.climb(report.migrations);
        if (report.migrations.length === files.length) await validation.downAndUp(report.migrations);
      } finally {
        await validation.close();
      }
    });
    if (files.length === 0) break;
  }
  report.isBroken = report.migrations.some(({isBroken}) => isBroken);
  return report;
}

/** What outlives a scratch database. */
interface Known {
  /** The schema before the first migration, after it, after the second… */
  levels: string[][];
  /** What an `up` that can't be undone by its transaction said to the generated rows: it is tried again without any. */
  refused: Map<string, string>;
}

/** The way up on one scratch database, until a migration leaves it in a state from which another must be made. */
class Validation {
  private readonly runner: MigrationRunner;
  private readonly canaries: Canaries;
  /** Of the schema as it is now. */
  private tables: Table[] = [];
  private below: Contents = new Map();

  constructor(
    private readonly scratch: ScratchDatabase,
    private readonly source: MigrationSource,
    private readonly files: readonly string[],
    private readonly known: Known,
    private readonly onStep: OnValidation,
  ) {
    this.runner = new MigrationRunner({
      connection: scratch.connection,
      source,
      lockWaitMs: 10_000,
      outOfOrder: 'warn',
      isScratch: true,
    });
    this.canaries = new Canaries(scratch.session);
  }

  async close(): Promise<void> {
    await this.runner.close();
  }

  async climb(done: ValidatedMigration[]): Promise<void> {
    const reached = done.length;
    const upTo = this.files[reached - 1];
    if (upTo === undefined) this.known.levels[0] = await this.schema();
    else await buildScratch(this.scratch, {source: this.source, upTo});
    this.tables = await readTables(this.scratch.session);
    if (!this.known.refused.has(this.files[reached] ?? '')) await this.canaries.fill(this.tables);
    for (const [index, name] of this.files.entries()) {
      if (index < reached) continue;
      this.onStep(name, index, this.files.length);
      const refused = await this.up(name);
      if (refused === null) return;
      const {isDirty, ...migration} = await this.validateOne(name, index, refused);
      done.push(migration);
      if (isDirty) return;
    }
  }

  /**
   * The tables whose generated rows it refused: that may be the rows' fault, so it gets another try without. Null when
   * that takes another scratch database.
   */
  private async up(name: string): Promise<Unfilled[] | null> {
    const refused: Unfilled[] = [];
    const before = this.known.refused.get(name);
    for (;;) {
      this.below = await this.contents();
      try {
        await this.runner.up(name);
        return before === undefined ? refused : [{table: 'all tables', reason: before}];
      } catch (error) {
        if (!isFromDatabase(error) || before !== undefined) throw error;
        const {schema, table} = (error as SchemaError).cause as {schema?: string; table?: string};
        const blamed = this.tables.find(one => one.name === `${schema}.${table}`)?.name;
        const reason = `up refuses its row: ${firstLine(error)}`;
        const {config} = await this.source.load(name);
        if (
          blamed === undefined ||
          config?.transaction === false ||
          refused.some(one => one.table === blamed)
        ) {
          this.known.refused.set(name, reason);
          return null;
        }
        refused.push({table: blamed, reason});
        await this.canaries.clear(blamed, this.tables);
      }
    }
  }

  private async validateOne(
    name: string,
    index: number,
    refused: Unfilled[],
  ): Promise<ValidatedMigration & {isDirty: boolean}> {
    const tablesBelow = this.tables;
    this.known.levels[index + 1] = await this.schema();
    this.tables = await readTables(this.scratch.session);
    await this.canaries.fill(this.tables);
    const above = await this.contents();
    const unfilled = [...refused, ...this.canaries.unfilled];
    const stuck = await this.down(name, index);
    if (stuck !== null) return {name, unfilled, verdict: 'irreversible', ...stuck};
    const belowAgain = await this.contents(tablesBelow);
    const broken = await this.upAgain(name, index);
    if (broken !== null) return {name, unfilled, verdict: 'irreversible', ...broken};
    const aboveAgain = await this.contents();
    const fromBelow = findLosses(this.below, belowAgain);
    const fromAbove = findLosses(above, aboveAgain);
    const details = [
      ...fromBelow.map(loss => explain(loss, above, 'up', 'down')),
      ...fromAbove.map(loss => explain(loss, belowAgain, 'down', 'up again')),
      ...unproven(unfilled, above, belowAgain),
    ];
    this.canaries.forget([...fromBelow, ...fromAbove].map(({table}) => table));
    await this.canaries.fill(this.tables);
    const verdict = details.length === 0 ? 'proven' : 'lossy';
    return {name, unfilled, verdict, isBroken: false, details: [...new Set(details)], isDirty: false};
  }

  /** Null when the schema is what it was below; else why it is not. */
  private async down(name: string, index: number): Promise<Failure | null> {
    const migration = await this.source.load(name);
    if (typeof migration.down !== 'function') return failure(['it has no down'], false, false);
    try {
      await this.runner.down(name);
    } catch (error) {
      const isDeclared = !isFromDatabase(error);
      const message = `down ${isDeclared ? 'refuses' : 'fails'}: ${firstLine(error)}`;
      return failure([message], !isDeclared, migration.config?.transaction === false);
    }
    const differences = await this.differencesFrom(index);
    if (differences.length === 0) return null;
    return failure(['down does not restore the schema:', ...differences.map(describe)], true, true);
  }

  private async upAgain(name: string, index: number): Promise<Failure | null> {
    try {
      await this.runner.up(name);
    } catch (error) {
      return failure([`up fails after down: ${firstLine(error)}`], true, true);
    }
    const differences = await this.differencesFrom(index + 1);
    if (differences.length === 0) return null;
    return failure(['up after down gives another schema:', ...differences.map(describe)], true, true);
  }

  /** All the way down, or to the newest that can't be undone, and up again. */
  async downAndUp(migrations: ValidatedMigration[]): Promise<void> {
    const last = migrations.findLastIndex(({verdict}) => verdict === 'irreversible');
    if (last === this.files.length - 1) return;
    for (const [direction, indexes] of [
      ['down', range(last + 1, this.files.length).reverse()],
      ['up again', range(last + 1, this.files.length)],
    ] as const) {
      for (const index of indexes) {
        const name = this.files[index] ?? '';
        this.onStep(`${direction}: ${name}`, index, this.files.length);
        const found = await (direction === 'down' ? this.down(name, index) : this.upAgain(name, index));
        if (found === null) continue;
        const details = [`on the way all ${direction}:`, ...found.details];
        Object.assign(migrations[index] ?? {}, {verdict: 'irreversible', isBroken: true, details});
        return;
      }
    }
  }

  /** The runner has just stored the fingerprint; only where it differs the schema is read. */
  private async differencesFrom(level: number): Promise<Difference[]> {
    const expected = this.known.levels[level] ?? [];
    const stored = await readStoredFingerprint(this.scratch.session);
    return stored === fingerprintOf(expected) ? [] : compareSchemas(expected, await this.schema());
  }

  private async schema(): Promise<string[]> {
    return describeSchema(this.scratch.session);
  }

  private async contents(tables = this.tables): Promise<Contents> {
    return readContents(this.scratch.session, tables);
  }
}

interface Failure {
  details: string[];
  isBroken: boolean;
  /** Whether the scratch database can't be used further. */
  isDirty: boolean;
}

function failure(details: string[], isBroken: boolean, isDirty: boolean): Failure {
  return {details, isBroken, isDirty};
}

function range(from: number, to: number): number[] {
  return Array.from({length: to - from}, (_, index) => from + index);
}

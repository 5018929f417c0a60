import os from 'node:os';
import type {AppliedMigration} from './history';
import {nameOf} from './migration-source';
import type {Session} from './session';

export interface RunRecord {
  name: string;
  direction: 'up' | 'down';
  batch: number | null;
  checksum: string | null;
  transactional: boolean;
  durationMs: number;
  fingerprint?: string | null;
  error?: string | null;
  lastStatement?: string | null;
  note?: string | null;
}

/** Writes the record of what is applied; the caller holds the lock. */
export class HistoryWriter {
  /** The backup that was made before these runs. */
  backup: string | null = null;

  private constructor(
    private readonly session: Session,
    /** Quoted, with a dot: a migration that changes search_path must not lose the tables. */
    private readonly schema: string,
    private readonly applicationVersion: string | null,
  ) {}

  static async open(session: Session, applicationVersion: string | null): Promise<HistoryWriter> {
    const {rows} = await session.query<{schema: string}>(
      `select quote_ident(relnamespace::regnamespace::text) || '.' as schema
       from pg_class where oid = 'schema_migration_history'::regclass`,
    );
    return new HistoryWriter(session, rows[0]?.schema ?? '', applicationVersion);
  }

  /** Records a run in the transaction that is open. */
  async succeeded(run: RunRecord): Promise<void> {
    await this.session.query(await this.successSql(run));
  }

  /** What records a run, to be sent in the transaction of the migration, so that both are there or neither. */
  async successSql(run: RunRecord): Promise<string> {
    const record = this.insertRun(run, 'succeeded');
    const change = this.changeApplied(run.direction, record.values.length + 1);
    return this.session.executeSql(`with change as (${change}) ${record.text}`, [
      ...record.values,
      ...(run.direction === 'up' ? [run.batch] : []),
    ]);
  }

  /** What a person says is true, instead of a run. */
  async mark(run: RunRecord, wasApplied: boolean): Promise<void> {
    const isChange = wasApplied !== (run.direction === 'up');
    if (isChange) return this.succeeded(run);
    const {text, values} = this.insertRun(run, 'succeeded');
    await this.session.query(text, values);
  }

  async failed(run: RunRecord): Promise<void> {
    const {text, values} = this.insertRun(run, 'failed');
    await this.session.query(text, values);
  }

  /** The row of a run outside a transaction, made before its first statement. */
  async begin(run: RunRecord): Promise<string> {
    const {text, values} = this.insertRun(run, 'running');
    const {rows} = await this.session.query<{id: string}>(`${text} returning id`, values);
    return rows[0]?.id ?? '';
  }

  async finish(id: string, run: RunRecord): Promise<void> {
    const change = this.changeApplied(run.direction, 5);
    await this.session.query(
      `with change as (${change})
       update ${this.schema}schema_migration_history
       set state = 'succeeded', finished_at = clock_timestamp(), duration_ms = $2, fingerprint = $3
       where id = $4 and name = $1::text`,
      [run.name, run.durationMs, run.fingerprint ?? null, id, ...(run.direction === 'up' ? [run.batch] : [])],
    );
  }

  async finishFailed(id: string, run: RunRecord): Promise<void> {
    await this.session.query(
      `update ${this.schema}schema_migration_history
       set state = 'failed', finished_at = clock_timestamp(), duration_ms = $2, error = $3, last_statement = $4
       where id = $1`,
      [id, run.durationMs, run.error, run.lastStatement],
    );
  }

  /** SQL for another connection that notes the statement a run is about to send. */
  get noteStatementSql(): string {
    return `update ${this.schema}schema_migration_history set last_statement = $2 where id = $1`;
  }

  /** Rows of bare Knex: names lose their extension, and the history notes what it did not see. */
  async adopt(applied: readonly AppliedMigration[], checksumOf: (name: string) => string | null) {
    const rows = applied
      .filter(migration => !migration.isRecorded)
      .map(({name, batch, appliedAt}) => ({old: name, name: nameOf(name), batch, at: appliedAt}));
    if (rows.length === 0) return;
    await this.session.query(
      `with adopted as (
         select * from jsonb_to_recordset($1) as a(old text, name text, batch int, checksum text, at timestamptz)
       ), renamed as (
         update ${this.schema}knex_migrations m set name = a.name from adopted a
         where m.name = a.old and a.old <> a.name
       )
       insert into ${this.schema}schema_migration_history
         (name, direction, state, transactional, batch, checksum, started_at, finished_at, run_by, host,
          application_version, note)
       select name, 'up', 'succeeded', true, batch, checksum, coalesce(at, clock_timestamp()), at, 'Knex', $2, $3,
         'adopted: applied by bare Knex as ' || old
       from adopted`,
      [
        JSON.stringify(rows.map(row => ({...row, checksum: checksumOf(row.name)}))),
        os.hostname(),
        this.applicationVersion,
      ],
    );
  }

  /** With every migration undone the seeded rows are gone, and the seeds may run again. */
  async forgetSeeds(): Promise<void> {
    const {rows} = await this.session.query<{table: string | null}>('select to_regclass($1)::text as table', [
      `${this.schema}schema_seed_history`,
    ]);
    if (rows[0]?.table) await this.session.query(`delete from ${this.schema}schema_seed_history`);
  }

  private changeApplied(direction: 'up' | 'down', batchParameter: number): string {
    return direction === 'up'
      ? `insert into ${this.schema}knex_migrations (name, batch, migration_time)
         values ($1::text, $${batchParameter}, clock_timestamp())`
      : `delete from ${this.schema}knex_migrations where name = $1::text`;
  }

  private insertRun(run: RunRecord, state: 'running' | 'succeeded' | 'failed') {
    const columns: Record<string, unknown> = {
      name: run.name,
      direction: run.direction,
      state,
      transactional: run.transactional,
      batch: run.batch,
      checksum: run.checksum,
      host: os.hostname(),
      application_version: this.applicationVersion,
      error: run.error ?? null,
      last_statement: run.lastStatement ?? null,
      fingerprint: run.fingerprint ?? null,
      note: run.note ?? null,
      backup: run.direction === 'up' ? this.backup : null,
      duration_ms: state === 'running' ? null : run.durationMs,
    };
    const names = Object.keys(columns);
    const values = Object.values(columns);
    const duration = `coalesce($${values.length}::numeric, 0) * interval '1 millisecond'`;
    const finished = state === 'running' ? 'null' : 'clock_timestamp()';
    const text = `insert into ${this.schema}schema_migration_history (${names.join(', ')}, started_at, finished_at)
      values ($1::text, ${names
        .slice(1)
        .map((_, index) => `$${index + 2}`)
        .join(', ')}, clock_timestamp() - ${duration}, ${finished})`;
    return {text, values};
  }
}

import {createHash} from 'node:crypto';
import {readFileSync, renameSync, writeFileSync} from 'node:fs';
import {EXIT, SchemaError} from '../errors';
import {fingerprintSchema} from '../fingerprint';
import type {Queryable} from '../history';
import type {MigrationSource, SourceFile} from '../migration-source';
import {majorOf, type RehearsalReport} from './report';

/** What was rehearsed: applied only as long as nothing of it has changed. */
export interface RehearsedPlan {
  version: 1;
  /** Twelve digits over all that must not change. */
  id: string;
  rehearsedAt: string;
  /** Of the target's schema before the first migration. */
  fingerprint: string;
  /** Of the server that it was rehearsed on. */
  major: number;
  migrations: {name: string; checksum: string}[];
  report: RehearsalReport;
}

/** What a target is at the moment of migrating. */
export interface PresentState {
  pending: readonly Pick<SourceFile, 'name' | 'checksum'>[];
  fingerprint: string;
  major: number;
}

/** The run would not be the one that was rehearsed; each difference names its file or figure. */
export class PlanDiffersError extends SchemaError {
  constructor(
    readonly planId: string,
    readonly differences: readonly string[],
  ) {
    super(
      'PLAN_DIFFERS',
      `this is not what was rehearsed (plan ${planId}); nothing was applied:\n` +
        `${differences.map(line => `  - ${line}`).join('\n')}\n` +
        '  rehearse again: npm run migrate:rehearse -- --out=plan.json',
      EXIT.wrong,
    );
  }
}

/** @throws SchemaError PLAN_INVALID when it could not be kept: no checksums, or another major than the target's */
export function makePlan(report: RehearsalReport, now = new Date()): RehearsedPlan {
  const {target, scratch} = report;
  if (scratch.major !== target.major) {
    throw invalid(
      `it was rehearsed on PostgreSQL ${scratch.major} and the target is ${target.major}: ` +
        'name a server of the same major with SCRATCH_DATABASE_URL',
    );
  }
  const migrations = report.migrations.map(({name, checksum}) => {
    if (checksum === null)
      throw invalid(`${name} has no checksum: build the project, or run it from its sources`);
    return {name, checksum};
  });
  const kept = {fingerprint: target.fingerprint, major: scratch.major, migrations};
  return {version: 1, id: idOf(kept), rehearsedAt: now.toISOString(), ...kept, report};
}

export function writePlan(file: string, plan: RehearsedPlan): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(plan, null, 2)}\n`);
  renameSync(draft, file);
}

/** @throws SchemaError PLAN_INVALID when the file is missing, no plan, or was edited */
export function readPlan(file: string): RehearsedPlan {
  let plan: Partial<RehearsedPlan>;
  try {
    plan = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw invalid(`${file} can't be read: ${(error as Error).message}`, error);
  }
  const {version, id, fingerprint, major, migrations} = plan ?? {};
  if (version !== 1 || fingerprint === undefined || major === undefined || !Array.isArray(migrations)) {
    throw invalid(`${file} is no plan of migrate:rehearse`);
  }
  if (id !== idOf({fingerprint, major, migrations})) throw invalid(`${file} was edited after the rehearsal`);
  return plan as RehearsedPlan;
}

/** @throws PlanDiffersError naming everything that differs */
export function requirePlan(plan: RehearsedPlan, {pending, fingerprint, major}: PresentState): void {
  const rehearsed = new Map(plan.migrations.map(({name, checksum}) => [name, checksum]));
  const names = new Set(pending.map(({name}) => name));
  const differences = [
    ...pending.flatMap(({name, checksum}) => {
      if (!rehearsed.has(name)) return [`${name} is pending and was not rehearsed`];
      return rehearsed.get(name) === checksum ? [] : [`${name} was edited after the rehearsal`];
    }),
    ...plan.migrations
      .filter(({name}) => !names.has(name))
      .map(({name}) => `${name} was rehearsed and is not pending any more`),
    ...(fingerprint === plan.fingerprint
      ? []
      : [
          `the schema has changed since: its fingerprint is ${short(fingerprint)}, not ${short(plan.fingerprint)}`,
        ]),
    ...(major === plan.major ? [] : [`the server is PostgreSQL ${major}, rehearsed on ${plan.major}`]),
  ];
  if (differences.length > 0) throw new PlanDiffersError(plan.id, differences);
}

/** What lets a run go on only when it is the one that was rehearsed, and says so in the history. */
export function approvalOf(plan: RehearsedPlan, source: MigrationSource) {
  return {
    note: `from the plan ${plan.id}, rehearsed at ${plan.rehearsedAt}`,
    approve: async (names: readonly string[], database: Queryable) => {
      const {rows} = await database.query<{version: string}>(
        `select current_setting('server_version') as version`,
      );
      requirePlan(plan, {
        pending: names.map(name => ({name, checksum: source.find(name)?.checksum ?? null})),
        fingerprint: await fingerprintSchema(database),
        major: majorOf(rows[0]?.version ?? ''),
      });
    },
  };
}

function idOf(kept: Pick<RehearsedPlan, 'fingerprint' | 'major' | 'migrations'>): string {
  const {fingerprint, major, migrations} = kept;
  const text = JSON.stringify([fingerprint, major, migrations.map(({name, checksum}) => [name, checksum])]);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

const short = (fingerprint: string): string => fingerprint.slice(0, 12);

function invalid(reason: string, cause?: unknown): SchemaError {
  return new SchemaError('PLAN_INVALID', `the plan is not usable: ${reason}`, EXIT.usage, {cause});
}

/** What programs other than the LoopBack application use; loads neither LoopBack nor, before it is needed, Knex. */
export {findLockHolder} from './advisory-lock';
export type {Comparison, OutOfOrderPolicy} from './checks';
export * from './errors';
export {describeSchema, fingerprintSchema} from './fingerprint';
export {type SchemaLogger, silentLogger} from './logger';
export {checksumOf, type MigrationConfig, type MigrationModule, MigrationSource} from './migration-source';
export type {ExecutedMigration, RunResult} from './plan';
export {PlanDiffersError, type RehearsedPlan} from './rehearsal/plan-file';
export {type LockedWork, MigrationRunner, type RunnerOptions} from './runner';
export {type SeedResult, SeedRunner} from './seeds';
export type {Session} from './session';
export type {MigrationState, MigrationStatus, StatusRow} from './status';

import type {Unfilled} from './canaries';

/**
 * `proven`: up, down and up again keep the schema and every row. `lossy`: they keep the schema, but not all that is in it.
 * `irreversible`: there is no way back to the schema before.
 */
export type Verdict = 'proven' | 'lossy' | 'irreversible';

export interface ValidatedMigration {
  name: string;
  verdict: Verdict;
  /** It has a `down` that does not do what it claims; not so when it has none, or throws to say so. */
  isBroken: boolean;
  /** What is lost, or why there is no way back. */
  details: string[];
  /** Tables without a generated row at its level, and why: there nothing is proven. */
  unfilled: Unfilled[];
}

export interface ValidationReport {
  migrations: ValidatedMigration[];
  isBroken: boolean;
  scratchVersion: number;
  targetVersion: number;
}

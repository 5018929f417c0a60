/** Table locks of PostgreSQL, weakest first. */
export const LOCK_MODES = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const;
export type LockMode = (typeof LOCK_MODES)[number];

/** Whether others can't insert, update or delete while it is held. */
export const blocksWrites = (mode: LockMode): boolean =>
  LOCK_MODES.indexOf(mode) >= LOCK_MODES.indexOf('SHARE');
/** Whether others can't even read while it is held. */
export const blocksReads = (mode: LockMode): boolean => mode === 'ACCESS EXCLUSIVE';

export interface TableLock {
  /** Without the schema when that is `public`. */
  table: string;
  mode: LockMode;
}

export interface StatementReport {
  sql: string;
  /** On the scratch database, in milliseconds. */
  durationMs: number;
  /** The strongest, on a table that was there before this run; null when there is none. */
  lock: TableLock | null;
  /** All of them on such tables, strongest first. */
  locks: TableLock[];
  /** Where `lock` comes from: outside a transaction it may be too short to be seen. */
  lockIsMeasured: boolean;
  /** Tables whose file was written anew. */
  rewritten: string[];
  /** Tables that were read from end to end. */
  scanned: string[];
  /** Null when no index was built on a table that was there before this run. */
  indexBuild: 'concurrent' | 'blocking' | null;
  /** Inserted, updated, deleted, or rewritten with their table. */
  rowsTouched: number;
  rowsRead: number;
  /** The table that decides how long it takes on the target, and its size there; null when none does. */
  onTarget: {table: string; rows: number; bytes: number; estimateMs: number} | null;
}

export interface MigrationReport {
  name: string;
  checksum: string | null;
  transactional: boolean;
  durationMs: number;
  /** Sum of what its statements take on the target. */
  estimateMs: number;
  statements: StatementReport[];
  /** Where and why it stopped; null when it went through. */
  failure: {sql: string | null; error: string} | null;
}

export type Severity = 'error' | 'warning' | 'hint';

export interface Finding {
  rule: string;
  severity: Severity;
  migration: string;
  /** Abbreviated; null when it is about the whole migration. */
  statement: string | null;
  why: string;
  /** What to do instead, with SQL. */
  safer: string;
  /** Whether it was measured, or read from the text. */
  measured: boolean;
}

export interface SilencedFinding extends Finding {
  reason: string | null;
}

export interface ServerFacts {
  /** Such as `18.4`. */
  serverVersion: string;
  major: number;
}

export interface RehearsalReport {
  target: ServerFacts & {database: string; fingerprint: string};
  scratch: ServerFacts;
  migrations: MigrationReport[];
  findings: Finding[];
  silenced: SilencedFinding[];
  /** What could not be measured, or not as it will be. */
  notes: string[];
}

export function hasErrors(report: Pick<RehearsalReport, 'findings'>): boolean {
  return report.findings.some(({severity}) => severity === 'error');
}

export function majorOf(serverVersion: string): number {
  return Number.parseInt(serverVersion, 10);
}

import {splitStatements} from './split-statements';

/** What PostgreSQL refuses inside a transaction. */
const NEEDS_NO_TRANSACTION =
  /^(create\s+(unique\s+)?index\s+concurrently|drop\s+index\s+concurrently|reindex\b.*\bconcurrently|reindex\s+(\([^)]*\)\s*)?(database|system)|vacuum|create\s+(database|tablespace)|drop\s+(database|tablespace)|alter\s+database\b.*\bset\s+tablespace|alter\s+system|alter\s+table\b.*\bdetach\s+partition\b.*\bconcurrently|cluster\s*(\(.*\))?\s*$)/is;

const ENDS_TRANSACTION =
  /^(commit|end|abort|begin|start\s+transaction|prepare\s+transaction|rollback(?!\s+((work|transaction)\s+)?to\b))\b/i;

/** Without one of these words there is nothing to look for, and most statements have none. */
const SUSPICIOUS =
  /\b(concurrently|vacuum|database|tablespace|system|cluster|commit|end|abort|begin|start|prepare|rollback)\b/i;

export type Refusal = 'STATEMENT_NEEDS_NO_TRANSACTION' | 'STATEMENT_ENDS_TRANSACTION';

/** The first statement in `sql` that must not run in a migration's transaction, and why. */
export function findRefusal(sql: string): {reason: Refusal; statement: string} | undefined {
  if (!SUSPICIOUS.test(sql)) return undefined;
  for (const statement of splitStatements(sql)) {
    const bare = statement.bare.trim();
    if (NEEDS_NO_TRANSACTION.test(bare)) {
      return {reason: 'STATEMENT_NEEDS_NO_TRANSACTION', statement: statement.text};
    }
    if (ENDS_TRANSACTION.test(bare)) return {reason: 'STATEMENT_ENDS_TRANSACTION', statement: statement.text};
  }
  return undefined;
}

/** Whether a short lock_timeout would leave an invalid index behind. */
export function isConcurrent(sql: string): boolean {
  return (
    /\bconcurrently\b/i.test(sql) && splitStatements(sql).some(({bare}) => /\bconcurrently\b/i.test(bare))
  );
}

/** Whether `sql` may change settings of the session that outlive it. */
export function changesSession(sql: string): boolean {
  return /(^|[;\n/])\s*(set|reset|discard|deallocate)\b|\bset_config\b/i.test(sql);
}

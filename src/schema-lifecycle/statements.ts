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
      return {reason: 'STATEMENT_NEEDS_NO_TRANSACTION', statement: statement.text.trim()};
    }
    if (ENDS_TRANSACTION.test(bare))
      return {reason: 'STATEMENT_ENDS_TRANSACTION', statement: statement.text.trim()};
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

/** Comments, quoted text and quoted names; an unclosed one reaches to the end. */
const OPAQUE =
  /--[^\n]*|\/\*|\bE'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|;/gi;

interface Statement {
  text: string;
  /** Without comments; quoted text is blank. */
  bare: string;
}

function splitStatements(sql: string): Statement[] {
  const statements: Statement[] = [];
  let start = 0;
  let bare = '';
  let from = 0;
  OPAQUE.lastIndex = 0;
  for (let match = OPAQUE.exec(sql); match !== null; match = OPAQUE.exec(sql)) {
    bare += sql.slice(from, match.index);
    from = match.index + match[0].length;
    if (match[0] === ';') {
      statements.push({text: sql.slice(start, match.index), bare});
      start = from;
      bare = '';
      continue;
    }
    if (match[0] === '/*') from = endOfComment(sql, from);
    else if (match[0].startsWith('$')) from = endOfDollarQuote(sql, match[0], from);
    bare += match[0].startsWith('-') || match[0] === '/*' ? ' ' : "''";
    OPAQUE.lastIndex = from;
  }
  statements.push({text: sql.slice(start), bare: bare + sql.slice(from)});
  return statements.filter(statement => statement.bare.trim() !== '');
}

function endOfDollarQuote(sql: string, tag: string, from: number): number {
  const end = sql.indexOf(tag, from);
  return end === -1 ? sql.length : end + tag.length;
}

/** Block comments nest. */
function endOfComment(sql: string, from: number): number {
  let depth = 1;
  let at = from;
  while (depth > 0 && at < sql.length) {
    if (sql.startsWith('/*', at)) depth += 1;
    else if (sql.startsWith('*/', at)) depth -= 1;
    else {
      at += 1;
      continue;
    }
    at += 2;
  }
  return at;
}

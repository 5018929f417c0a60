import type {SqlStatement} from '../split-statements';
import type {Relation} from './catalog';
import type {Effects} from './interpret';
import type {Parsed} from './parse';
import type {LockMode, Severity} from './report';

/** A table that was there before this run. */
export interface TableFacts {
  name: string;
  /** On the target. */
  rows: number;
}

export interface RuleContext {
  statement: SqlStatement;
  parsed: Parsed;
  /** What was measured; null when the statement failed or could not be measured. */
  effects: Effects | null;
  /** What the statement takes on the target, in milliseconds; null when that is not known. */
  estimateMs: number | null;
  /** Rows that it changed, beside all rows of its table on the scratch database. */
  changed: {table: Relation; share: number}[];
  transactional: boolean;
  /** Locks that block writes, taken by earlier statements of the same transaction and still held. */
  held: {table: Relation; mode: LockMode}[];
  /** Statements before this one in the same migration. */
  earlier: readonly Parsed[];
  /** Facts of a table by the name that the statement uses; undefined when this run made it, or nothing has. */
  existing(name: string): TableFacts | undefined;
  facts(table: Relation): TableFacts;
  /** The table of an index. */
  tableOfIndex(name: string): TableFacts | undefined;
}

export interface Hit {
  why: string;
  safer: string;
  /** Instead of the rule's own. */
  severity?: Severity;
  /** Tables whose rows make it dangerous: with all of them empty on the target, an error is a warning. */
  tables?: readonly TableFacts[];
}

export interface Rule {
  id: string;
  severity: Severity;
  /** One line for the list of rules. */
  about: string;
  measured: boolean;
  check(context: RuleContext): Hit[];
}

/** Such as `users (about 1.2 million rows)`. */
export function describeTable({name, rows}: TableFacts): string {
  return `${name} (${formatRows(rows)} on the target)`;
}

export function formatRows(rows: number): string {
  if (rows === 0) return 'no rows';
  if (rows === 1) return '1 row';
  if (rows < 10_000) return `${rows} rows`;
  if (rows < 1_000_000) return `about ${Math.round(rows / 1000)} thousand rows`;
  return `about ${(rows / 1_000_000).toFixed(1)} million rows`;
}

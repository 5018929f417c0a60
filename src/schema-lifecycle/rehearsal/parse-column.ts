import type {Token} from '../sql-tokens';
import {hasWords, isWord, TokenCursor, textOf} from './token-cursor';

export interface ColumnDefinition {
  name: string;
  /** As written, without constraints: `varchar(20)`. */
  type: string;
  isNotNull: boolean;
  /** SQL of the default, or null. */
  default: string | null;
  isSerial: boolean;
  isIdentity: boolean;
  /** The expression of a stored generated column, or null. */
  generated: string | null;
  /** Table that it refers to, or null. */
  references: string | null;
  isUnique: boolean;
  isPrimary: boolean;
  hasCheck: boolean;
}

/** Words that begin a constraint after the type. */
const CONSTRAINT = new Set([
  'constraint',
  'not',
  'null',
  'default',
  'generated',
  'references',
  'unique',
  'primary',
  'check',
  'collate',
  'storage',
  'compression',
  'deferrable',
  'initially',
]);

const TABLE_CONSTRAINT = new Set(['constraint', 'check', 'unique', 'primary', 'foreign', 'exclude', 'like']);

/** A column of `create table` or `add column`; null for a constraint of the table. */
export function parseColumn(tokens: readonly Token[]): ColumnDefinition | null {
  const [first, ...rest] = tokens;
  if (first === undefined || rest.length === 0) return null;
  if (first.kind === 'word' && TABLE_CONSTRAINT.has(first.text)) return null;
  const end = rest.findIndex(token => token.kind === 'word' && CONSTRAINT.has(token.text));
  const typeTokens = end === -1 ? rest : rest.slice(0, end);
  // `"char"` is another type than `char`.
  const type = typeTokens[0]?.kind === 'quoted' ? `"${typeTokens[0].text}"` : textOf(typeTokens);
  const constraints = end === -1 ? [] : rest.slice(end);
  return {
    name: first.text,
    type,
    isNotNull: hasWords(constraints, 'not', 'null') || hasWords(constraints, 'primary', 'key'),
    default: defaultOf(constraints),
    isSerial: /^(small|big)?serial[248]?$/.test(type),
    isIdentity: hasWords(constraints, 'as', 'identity'),
    generated: generatedOf(constraints),
    references: nameAfter(constraints, 'references'),
    isUnique: hasWords(constraints, 'unique'),
    isPrimary: hasWords(constraints, 'primary', 'key'),
    hasCheck: hasWords(constraints, 'check'),
  };
}

/** Up to the next constraint; `not` and `null` may belong to the expression only inside parentheses. */
function defaultOf(constraints: readonly Token[]): string | null {
  const at = constraints.findIndex(token => isWord(token, 'default'));
  if (at === -1) return null;
  const expression: Token[] = [];
  let depth = 0;
  for (const token of constraints.slice(at + 1)) {
    if (token.text === '(') depth += 1;
    else if (token.text === ')') depth -= 1;
    const ends = depth === 0 && expression.length > 0 && token.kind === 'word' && CONSTRAINT.has(token.text);
    if (ends) break;
    expression.push(token);
  }
  const text = textOf(expression);
  return text.toLowerCase() === 'null' ? null : text;
}

/** A virtual one (PostgreSQL 18) touches no row. */
function generatedOf(constraints: readonly Token[]): string | null {
  const at = constraints.findIndex(token => isWord(token, 'generated'));
  if (at === -1 || !hasWords(constraints, 'stored')) return null;
  const cursor = new TokenCursor(constraints.slice(at));
  while (!cursor.isAtEnd && cursor.peek()?.text !== '(') cursor.next();
  return textOf(cursor.parentheses());
}

function nameAfter(constraints: readonly Token[], word: string): string | null {
  const at = constraints.findIndex(token => isWord(token, word));
  return at === -1 ? null : new TokenCursor(constraints.slice(at + 1)).name();
}

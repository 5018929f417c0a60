import type {SqlStatement} from '../split-statements';
import type {Token} from '../sql-tokens';
import {parseAlterTable, type TableAction} from './parse-alter-table';
import {type ColumnDefinition, parseColumn} from './parse-column';
import {hasWords, isSymbol, splitByComma, TokenCursor} from './token-cursor';

/** What the rules need to know of a statement; everything else is `other`. */
export type Parsed =
  | {kind: 'alter-table'; table: string; actions: TableAction[]}
  | {
      kind: 'create-table';
      table: string;
      isRobust: boolean;
      columns: ColumnDefinition[];
      isTemporary: boolean;
    }
  | ({kind: 'create-index'; table: string} & IndexDefinition)
  | {
      kind: 'drop';
      object: string;
      names: string[];
      isRobust: boolean;
      concurrently: boolean;
      cascade: boolean;
    }
  | {kind: 'truncate'; tables: string[]; cascade: boolean}
  | {kind: 'update' | 'delete'; table: string}
  | {kind: 'create-domain' | 'alter-domain'; name: string; hasConstraint: boolean; isNotValid: boolean}
  | {kind: 'reindex' | 'refresh'; name: string; concurrently: boolean}
  | {kind: 'rewrite-command'; command: 'vacuum full' | 'cluster'; table: string}
  | {kind: 'rename'; object: string; from: string; to: string}
  | {kind: 'other'};

export interface IndexDefinition {
  name: string | null;
  isUnique: boolean;
  isRobust: boolean;
  concurrently: boolean;
  columns: number;
  /** What follows the table's name. */
  rest: Token[];
}

export function parseStatement({tokens}: SqlStatement): Parsed {
  const cursor = new TokenCursor(tokens);
  if (cursor.accept('alter')) return parseAlter(cursor);
  if (cursor.accept('create')) return parseCreate(cursor);
  if (cursor.accept('drop')) return parseDrop(cursor);
  if (cursor.accept('truncate')) {
    cursor.accept('table');
    cursor.accept('only');
    const tables = cursor.names();
    return {kind: 'truncate', tables, cascade: hasWords(cursor.rest(), 'cascade')};
  }
  if (cursor.accept('update')) {
    cursor.accept('only');
    return {kind: 'update', table: cursor.name()};
  }
  if (cursor.accept('delete', 'from')) {
    cursor.accept('only');
    return {kind: 'delete', table: cursor.name()};
  }
  return parseUpkeep(cursor);
}

function parseUpkeep(cursor: TokenCursor): Parsed {
  if (cursor.accept('reindex')) {
    cursor.parentheses();
    cursor.next();
    const concurrently = cursor.accept('concurrently');
    return {kind: 'reindex', concurrently, name: cursor.name()};
  }
  if (cursor.accept('refresh', 'materialized', 'view')) {
    const concurrently = cursor.accept('concurrently');
    return {kind: 'refresh', concurrently, name: cursor.name()};
  }
  if (cursor.accept('vacuum')) {
    const isFull = cursor.parentheses().some(({text}) => text === 'full') || cursor.accept('full');
    cursor.accept('table');
    if (isFull) return {kind: 'rewrite-command', command: 'vacuum full', table: cursor.name()};
  }
  if (cursor.accept('cluster')) {
    cursor.accept('verbose');
    return {kind: 'rewrite-command', command: 'cluster', table: cursor.name()};
  }
  return {kind: 'other'};
}

function parseAlter(cursor: TokenCursor): Parsed {
  if (cursor.accept('table')) return parseAlterTable(cursor);
  if (cursor.accept('domain')) {
    const name = cursor.name();
    const rest = cursor.rest();
    return {
      kind: 'alter-domain',
      name,
      hasConstraint: hasWords(rest, 'add') || hasWords(rest, 'set', 'not', 'null'),
      isNotValid: hasWords(rest, 'not', 'valid'),
    };
  }
  const object = cursor.accept('materialized', 'view') ? 'materialized view' : (cursor.next()?.text ?? '');
  cursor.acceptIf();
  const from = cursor.name();
  if (cursor.accept('rename', 'to')) return {kind: 'rename', object, from, to: cursor.name()};
  if (cursor.accept('rename', 'value')) {
    const value = cursor.next()?.text ?? '';
    cursor.accept('to');
    return {kind: 'rename', object: `value ${value} of ${object}`, from, to: cursor.next()?.text ?? ''};
  }
  return {kind: 'other'};
}

function parseCreate(cursor: TokenCursor): Parsed {
  const isUnique = cursor.accept('unique');
  if (cursor.accept('index')) return parseIndex(cursor, isUnique);
  if (cursor.accept('domain')) {
    const name = cursor.name();
    const rest = cursor.rest();
    const hasConstraint = hasWords(rest, 'check') || hasWords(rest, 'not', 'null');
    return {kind: 'create-domain', name, hasConstraint, isNotValid: false};
  }
  const isTemporary = cursor.accept('temporary') || cursor.accept('temp');
  if (!isTemporary) cursor.accept('unlogged');
  if (!cursor.accept('table')) return {kind: 'other'};
  const isRobust = cursor.acceptIf();
  const table = cursor.name();
  const columns = splitByComma(cursor.parentheses())
    .map(parseColumn)
    .filter(column => column !== null);
  return {kind: 'create-table', table, isRobust, columns, isTemporary};
}

function parseIndex(cursor: TokenCursor, isUnique: boolean): Parsed {
  const concurrently = cursor.accept('concurrently');
  const isRobust = cursor.acceptIf();
  const name = cursor.accept('on') ? null : cursor.name();
  if (name !== null) cursor.accept('on');
  cursor.accept('only');
  const table = cursor.name();
  const rest = cursor.rest();
  const keys = new TokenCursor(rest);
  while (!keys.isAtEnd && !isSymbol(keys.peek(), '(')) keys.next();
  const columns = splitByComma(keys.parentheses()).length;
  return {kind: 'create-index', table, name, isUnique, isRobust, concurrently, columns, rest};
}

function parseDrop(cursor: TokenCursor): Parsed {
  const object = cursor.accept('materialized', 'view') ? 'materialized view' : (cursor.next()?.text ?? '');
  const concurrently = cursor.accept('concurrently');
  const isRobust = cursor.acceptIf();
  const names = cursor.names();
  return {kind: 'drop', object, names, isRobust, concurrently, cascade: hasWords(cursor.rest(), 'cascade')};
}

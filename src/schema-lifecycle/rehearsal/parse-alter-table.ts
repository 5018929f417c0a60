import type {Token} from '../sql-tokens';
import type {Parsed} from './parse';
import {type ColumnDefinition, parseColumn} from './parse-column';
import {hasWords, splitByComma, TokenCursor, textOf} from './token-cursor';

export type ConstraintType = 'check' | 'foreign' | 'unique' | 'primary' | 'exclude' | 'not';

export type TableAction =
  | {kind: 'add-column'; column: ColumnDefinition; isRobust: boolean}
  | {kind: 'drop-column'; column: string; isRobust: boolean}
  | {kind: 'alter-type'; column: string; type: string}
  | {kind: 'set-not-null' | 'drop-not-null' | 'add-identity' | 'set-expression'; column: string}
  | {
      kind: 'add-constraint';
      name: string | null;
      type: ConstraintType;
      /** After the name, without `not valid`. */
      definition: string;
      isNotValid: boolean;
      isFromIndex: boolean;
      references: string | null;
    }
  | {kind: 'drop-constraint'; name: string; isRobust: boolean}
  | {kind: 'rename-column'; from: string; to: string}
  | {kind: 'rename-table' | 'set-schema'; to: string}
  | {kind: 'detach-partition'; concurrently: boolean}
  | {kind: 'attach-partition'; partition: string}
  | {kind: 'other'};

const CONSTRAINTS: readonly string[] = ['check', 'foreign', 'unique', 'primary', 'exclude', 'not'];

/** After `alter table`. */
export function parseAlterTable(cursor: TokenCursor): Parsed {
  cursor.acceptIf();
  cursor.accept('only');
  const table = cursor.name();
  if (cursor.peek()?.text === '*') cursor.next();
  return {kind: 'alter-table', table, actions: splitByComma(cursor.rest()).map(parseAction)};
}

function parseAction(tokens: Token[]): TableAction {
  const cursor = new TokenCursor(tokens);
  if (cursor.accept('add')) return parseAdd(cursor);
  if (cursor.accept('alter')) return parseAlterColumn(cursor);
  if (cursor.accept('drop', 'constraint')) {
    const isRobust = cursor.acceptIf();
    return {kind: 'drop-constraint', name: cursor.name(), isRobust};
  }
  if (cursor.accept('drop')) {
    cursor.accept('column');
    const isRobust = cursor.acceptIf();
    return {kind: 'drop-column', column: cursor.name(), isRobust};
  }
  if (cursor.accept('rename')) return parseRename(cursor);
  if (cursor.accept('set', 'schema')) return {kind: 'set-schema', to: cursor.name()};
  if (cursor.accept('detach', 'partition')) {
    return {kind: 'detach-partition', concurrently: hasWords(cursor.rest(), 'concurrently')};
  }
  if (cursor.accept('attach', 'partition')) return {kind: 'attach-partition', partition: cursor.name()};
  return {kind: 'other'};
}

function parseAdd(cursor: TokenCursor): TableAction {
  const name = cursor.accept('constraint') ? cursor.name() : null;
  const first = cursor.peek();
  if (name !== null || (first?.kind === 'word' && CONSTRAINTS.includes(first.text))) {
    return parseConstraint(name, cursor.rest());
  }
  cursor.accept('column');
  const isRobust = cursor.acceptIf();
  const column = parseColumn(cursor.rest());
  return column === null ? {kind: 'other'} : {kind: 'add-column', column, isRobust};
}

function parseConstraint(name: string | null, tokens: Token[]): TableAction {
  const type = CONSTRAINTS.find(word => tokens[0]?.text === word) as ConstraintType | undefined;
  if (type === undefined) return {kind: 'other'};
  const isNotValid = hasWords(tokens, 'not', 'valid');
  const at = tokens.findIndex(({kind, text}) => kind === 'word' && text === 'references');
  return {
    kind: 'add-constraint',
    name,
    type,
    definition: textOf(isNotValid ? tokens.slice(0, -2) : tokens),
    isNotValid,
    isFromIndex: hasWords(tokens, 'using', 'index') && !hasWords(tokens, 'using', 'index', 'tablespace'),
    references: at === -1 ? null : new TokenCursor(tokens.slice(at + 1)).name(),
  };
}

function parseAlterColumn(cursor: TokenCursor): TableAction {
  if (cursor.accept('constraint')) return {kind: 'other'};
  cursor.accept('column');
  const column = cursor.name();
  if (cursor.accept('set', 'data', 'type') || cursor.accept('type')) {
    return {kind: 'alter-type', column, type: textOf(cursor.rest())};
  }
  if (cursor.accept('set', 'not', 'null')) return {kind: 'set-not-null', column};
  if (cursor.accept('drop', 'not', 'null')) return {kind: 'drop-not-null', column};
  if (cursor.accept('add', 'generated')) return {kind: 'add-identity', column};
  if (cursor.accept('set', 'expression')) return {kind: 'set-expression', column};
  return {kind: 'other'};
}

function parseRename(cursor: TokenCursor): TableAction {
  if (cursor.accept('to')) return {kind: 'rename-table', to: cursor.name()};
  if (cursor.accept('constraint')) return {kind: 'other'};
  cursor.accept('column');
  const from = cursor.name();
  cursor.accept('to');
  return {kind: 'rename-column', from, to: cursor.name()};
}

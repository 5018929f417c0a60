import {
  adviseConstraint,
  adviseDefault,
  adviseGenerated,
  adviseNotNull,
  adviseSerial,
  adviseType,
} from './advice';
import type {TableAction} from './parse-alter-table';

export type Mechanism = 'rewritten' | 'scanned' | 'indexed';

interface Cause {
  rule: string;
  /** What must have been measured for the action to be the cause. */
  mechanisms: Mechanism[];
  safer: string;
}

/** What in an `alter table` can rewrite or read a whole table, and what to do instead. */
export function causeOf(action: TableAction, table: string): Cause | undefined {
  if (action.kind === 'alter-type') {
    return {
      rule: 'changing-column-type',
      mechanisms: ['rewritten', 'scanned', 'indexed'],
      safer: adviseType(table, action.column, action.type),
    };
  }
  if (action.kind === 'set-not-null') {
    return {rule: 'set-not-null', mechanisms: ['scanned'], safer: adviseNotNull(table, action.column)};
  }
  if (action.kind === 'add-identity' || action.kind === 'set-expression') {
    const rule = action.kind === 'add-identity' ? 'adding-serial-column' : 'adding-stored-generated-column';
    return {rule, mechanisms: ['rewritten'], safer: adviseType(table, action.column, 'its type')};
  }
  if (action.kind === 'add-constraint' && !action.isNotValid && !action.isFromIndex) {
    const rule = {
      check: 'constraint-missing-not-valid',
      foreign: 'adding-foreign-key',
      unique: 'adding-unique-constraint',
      primary: 'adding-unique-constraint',
      exclude: 'adding-exclusion-constraint',
      not: 'set-not-null',
    }[action.type];
    return {rule, mechanisms: ['scanned', 'indexed'], safer: adviseConstraint(table, action)};
  }
  return action.kind === 'add-column' ? causeOfColumn(action.column, table) : undefined;
}

function causeOfColumn(
  column: Extract<TableAction, {kind: 'add-column'}>['column'],
  table: string,
): Cause | undefined {
  const rewrites = ['rewritten'] as Mechanism[];
  if (column.isSerial || column.isIdentity) {
    return {rule: 'adding-serial-column', mechanisms: rewrites, safer: adviseSerial(table, column)};
  }
  if (column.generated !== null) {
    const safer = adviseGenerated(table, column);
    return {rule: 'adding-stored-generated-column', mechanisms: rewrites, safer};
  }
  if (column.isUnique || column.isPrimary) {
    const constraint = {name: null, type: 'unique', definition: `unique (${column.name})`, references: null};
    const safer = adviseConstraint(table, constraint as Parameters<typeof adviseConstraint>[1]);
    return {rule: 'adding-unique-constraint', mechanisms: ['rewritten', 'scanned', 'indexed'], safer};
  }
  if (column.default !== null) {
    return {
      rule: 'adding-column-volatile-default',
      mechanisms: rewrites,
      safer: adviseDefault(table, column),
    };
  }
  return undefined;
}

import type {Session} from '../session';
import {type Candidate, candidatesFor, sameValue} from './canary-values';
import type {Table, TableConstraint} from './table-catalog';

const ATTEMPTS = 200;
/** For a table that could not be filled a level below. */
const FEW_ATTEMPTS = 10;

export interface Unfilled {
  table: string;
  reason: string;
}

type Row = Record<string, Candidate>;

/** Puts generated rows into the tables of a scratch database, and keeps account of what could not be filled. */
export class Canaries {
  private serial = 0;
  /** Per table the columns that its newest canary fills. */
  private readonly filled = new Map<string, string>();
  private refused = new Map<string, {signature: string; reason: string}>();
  private seed = 1;

  constructor(private readonly session: Session) {}

  /** Tables that hold no canary with all of their present columns. */
  get unfilled(): Unfilled[] {
    return [...this.refused].map(([table, {reason}]) => ({table, reason}));
  }

  /** A new row for every table that is new or has other columns than at the last call; parents before children. */
  async fill(tables: readonly Table[]): Promise<void> {
    for (const name of [...this.filled.keys()]) {
      if (!tables.some(table => table.name === name)) this.filled.delete(name);
    }
    let waiting = tables.filter(table => this.filled.get(table.name) !== signatureOf(table));
    const before = this.refused;
    this.refused = new Map();
    while (waiting.length > 0) {
      const isFree = (table: Table) =>
        !table.constraints.some(({target}) =>
          waiting.some(({name}) => name === target && name !== table.name),
        );
      const ready = waiting.filter(isFree);
      const next = ready.length > 0 ? ready : waiting;
      for (const table of next) {
        const isKnown = before.get(table.name)?.signature === signatureOf(table);
        await this.fillTable(table, isKnown ? FEW_ATTEMPTS : ATTEMPTS);
      }
      waiting = waiting.filter(table => !next.includes(table));
    }
  }

  /** Their canaries are gone, or lost a value. */
  forget(tables: Iterable<string>): void {
    for (const table of tables) this.filled.delete(table);
  }

  /** Empties a table and those that refer to it, whatever their triggers say. */
  async clear(name: string, tables: readonly Table[]): Promise<void> {
    const {session} = this;
    await session.query(
      `begin; set local session_replication_role = replica; truncate ${name} cascade; commit`,
    );
    const gone = new Set([name]);
    for (let size = 0; size < gone.size; ) {
      size = gone.size;
      for (const table of tables) {
        if (table.constraints.some(({target}) => target !== null && gone.has(target))) gone.add(table.name);
      }
    }
    this.forget(gone);
  }

  private async fillTable(table: Table, attempts: number): Promise<void> {
    this.serial += 1;
    const signature = signatureOf(table);
    const reason =
      (await this.tryTable(table, attempts, true)) && (await this.tryTable(table, attempts, false));
    if (reason === null) this.filled.set(table.name, signature);
    else this.refused.set(table.name, {signature, reason});
  }

  /** Null when a row is in; else why not. A second try does without the triggers. */
  private async tryTable(table: Table, attempts: number, withTriggers: boolean): Promise<string | null> {
    const {session} = this;
    await session.query('begin');
    try {
      if (!withTriggers) await session.query('set local session_replication_role = replica');
      await session.query('set constraints all immediate');
      const reason = await this.insertSome(table, attempts);
      await session.query(reason === null ? 'commit' : 'rollback');
      return reason;
    } catch (error) {
      await session.query('rollback');
      return (error as Error).message;
    }
  }

  private async insertSome(table: Table, attempts: number): Promise<string | null> {
    const choices = new Map(
      table.columns.map(column => [column.name, candidatesFor(column, table, this.serial)]),
    );
    const references = await this.readReferences(table);
    const row: Row = Object.fromEntries([...choices].map(([name, [first = null]]) => [name, first]));
    for (const {columns, rows} of references) Object.assign(row, this.referTo(columns, rows[0]));
    const orphan = references.find(({rows}) => rows.length === 0);
    if (orphan !== undefined)
      return `${orphan.target} has no row that ${orphan.columns.join(', ')} could name`;
    let reason = '';
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const error = await this.insert(table, row, false);
      if (error === null) {
        await this.strengthen(table, row, choices, references);
        await this.insert(table, row, true);
        return null;
      }
      reason = error.message;
      this.vary(row, this.blamed(table, error), choices, references);
    }
    return reason;
  }

  /** A null or a default tells nothing when it comes back: other values instead, where the table takes them. */
  private async strengthen(
    table: Table,
    row: Row,
    choices: Map<string, Candidate[]>,
    references: Reference[],
  ): Promise<void> {
    for (const {name, defaultValue} of table.columns) {
      const old = row[name] ?? null;
      const isWeak = old === null || (defaultValue !== null && sameValue(old, defaultValue));
      if (!isWeak || references.some(({columns}) => columns.includes(name))) continue;
      for (const candidate of choices.get(name)?.slice(0, 8) ?? []) {
        if (candidate === null || candidate === old) continue;
        row[name] = candidate;
        if ((await this.insert(table, row, false)) === null) break;
        row[name] = old;
      }
    }
  }

  private async insert(table: Table, row: Row, isKept: boolean): Promise<Error | null> {
    const {columns, name} = table;
    const sql =
      columns.length === 0
        ? `insert into ${name} default values`
        : `insert into ${name} (${columns.map(column => quote(column.name)).join(', ')})
           values (${columns.map(({type}, index) => `$${index + 1}::text::${type}`).join(', ')})`;
    await this.session.query('savepoint canary');
    try {
      await this.session.query(
        sql,
        columns.map(column => row[column.name] ?? null),
      );
      if (!isKept) await this.session.query('rollback to savepoint canary');
      return null;
    } catch (error) {
      await this.session.query('rollback to savepoint canary');
      return error as Error;
    }
  }

  /** The columns of the constraint that refused the row; all of them when it can't be told. */
  private blamed(table: Table, error: Error): string[] {
    const {constraint, column} = error as {constraint?: string; column?: string};
    if (column !== undefined) return [column];
    const found = table.constraints.find(({name}) => name === constraint)?.columns ?? [];
    return found.length > 0 ? found : table.columns.map(({name}) => name);
  }

  private vary(row: Row, names: string[], choices: Map<string, Candidate[]>, references: Reference[]): void {
    for (const name of names) {
      const reference = references.find(({columns}) => columns.includes(name));
      if (reference !== undefined) {
        Object.assign(row, this.referTo(reference.columns, this.pick(reference.rows)));
        continue;
      }
      const candidates = choices.get(name) ?? [];
      if (candidates.length > 0) row[name] = this.pick(candidates) ?? null;
    }
  }

  /** Rows that the foreign keys may point to. */
  private async readReferences(table: Table): Promise<Reference[]> {
    const keys = table.constraints.filter(isForeignKey);
    const references: Reference[] = [];
    for (const {columns, target, targetColumns} of keys) {
      const {rows} = await this.session.query<Row>(
        `select ${targetColumns.map((name, index) => `${quote(name)}::text as "${columns[index]}"`).join(', ')}
         from ${target} order by 1 desc limit 20`,
      );
      const isOptional = columns.some(name => table.columns.some(one => one.name === name && one.isNullable));
      references.push({target, columns, rows: isOptional ? [...rows, {}] : rows});
    }
    return references;
  }

  private referTo(columns: string[], row: Row | undefined): Row {
    return Object.fromEntries(columns.map(name => [name, row?.[name] ?? null]));
  }

  /** The same on every run. */
  private pick<T>(values: readonly T[]): T | undefined {
    this.seed = (this.seed * 48_271) % 2_147_483_647;
    return values[this.seed % values.length];
  }
}

interface Reference {
  target: string;
  columns: string[];
  rows: Row[];
}

function isForeignKey(
  constraint: TableConstraint,
): constraint is TableConstraint & {target: string; targetColumns: string[]} {
  return constraint.type === 'f' && constraint.target !== null && constraint.targetColumns !== null;
}

function signatureOf({columns}: Table): string {
  return columns.map(({name, type}) => `${name} ${type}`).join();
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

import type {Queryable} from './history';
import type {MigrationSource} from './migration-source';
import type {Session} from './session';
import {restoreSession} from './step';
import {TransactionWatch} from './watches';

/** What undoing a migration would take away for good. */
export interface ForeseenLoss {
  migration: string;
  /** Such as `table orders, which holds rows`; or why it can't be told. */
  what: string;
}

interface Thing {
  id: string;
  table: string;
  column: string | null;
}

/** By number, so that what is renamed is not taken for dropped. */
const THINGS = `
select c.oid::text || '.' || coalesce(a.attnum, 0) as id, format('%I.%I', n.nspname, c.relname) as table,
  quote_ident(a.attname) as column
from pg_class c
join pg_namespace n on n.oid = c.relnamespace and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
left join lateral (
  select attnum, attname from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped
  union all select null, null
) a on true
where c.relkind in ('r', 'p')`;

/**
 * Runs the downs in a transaction that is rolled back, and tells which tables and columns that hold something they drop.
 * The caller holds the lock; the tables are locked for as long as the downs take.
 */
export async function foreseeLosses(
  session: Session,
  source: MigrationSource,
  names: readonly string[],
): Promise<ForeseenLoss[]> {
  const {dropped, untold} = await tryDowns(session, source, names);
  const losses: ForeseenLoss[] = [];
  const tables = new Set(dropped.filter(({column}) => column === null).map(({table}) => table));
  for (const {migration, table, column} of dropped) {
    if (column !== null && tables.has(table)) continue;
    if (!(await holdsSomething(session, table, column))) continue;
    const name = table.replace(/^public\./, '');
    const what =
      column === null ? `table ${name}, which holds rows` : `column ${name}.${column}, which holds values`;
    losses.push({migration, what});
  }
  return [...losses, ...untold];
}

async function tryDowns(session: Session, source: MigrationSource, names: readonly string[]) {
  const dropped: (Thing & {migration: string})[] = [];
  const untold: ForeseenLoss[] = [];
  const trx = await (await session.knex()).transaction();
  try {
    // Under the names that they have now: a down may rename what the next one drops.
    let present = await readThings(session);
    for (const migration of names) {
      const {down, config} = await source.load(migration);
      const reason =
        config?.transaction === false
          ? 'it runs without a transaction'
          : await attempt(session, migration, async () => down?.(trx));
      if (reason !== null) {
        untold.push({migration, what: `what can not be told: ${reason}`});
        break;
      }
      const left = new Set((await readThings(session)).map(({id}) => id));
      dropped.push(...present.filter(({id}) => !left.has(id)).map(thing => ({...thing, migration})));
      present = present.filter(({id}) => left.has(id));
    }
  } finally {
    if (!trx.isCompleted()) await trx.rollback();
    await restoreSession(session);
    session.forgetPrepared();
  }
  return {dropped, untold};
}

/** Null, or why it failed: the run itself will fail in the same way, and report it fully. */
async function attempt(session: Session, name: string, work: () => Promise<unknown>): Promise<string | null> {
  try {
    await session.watching(new TransactionWatch(name), async () => {
      await work();
    });
    return null;
  } catch (error) {
    return (error as Error).message.split('\n').at(-1) ?? '';
  }
}

async function readThings(database: Queryable): Promise<Thing[]> {
  return (await database.query<Thing & Record<string, unknown>>(THINGS)).rows;
}

async function holdsSomething(database: Queryable, table: string, column: string | null): Promise<boolean> {
  const condition = column === null ? '' : `where ${column} is not null`;
  const {rows} = await database.query<{found: boolean}>(
    `select exists (select from ${table} ${condition}) as found`,
  );
  return rows[0]?.found === true;
}

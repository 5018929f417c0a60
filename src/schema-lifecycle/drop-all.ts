import type {Session} from './session';

/**
 * What drops every schema of the database but PostgreSQL's own, and makes an empty `public`: tables, functions,
 * extensions, the history.
 */
export async function dropAllSql(session: Session): Promise<{sql: string; holdsSomething: boolean}> {
  const {rows} = await session.query<{quoted: string; full: boolean}>(
    `select quote_ident(n.nspname) as quoted,
       n.nspname <> 'public' or exists (select from pg_class c where c.relnamespace = n.oid)
         or exists (select from pg_proc p where p.pronamespace = n.oid)
         or exists (select from pg_type t where t.typnamespace = n.oid) as full
     from pg_namespace n
     where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by n.nspname`,
  );
  const drops = rows.map(({quoted}) => `drop schema ${quoted} cascade`);
  return {
    sql: [...drops, 'create schema public', 'grant usage on schema public to public'].join('; '),
    holdsSomething: rows.some(({full}) => full),
  };
}

/** Carries it out in one transaction. The caller holds the lock, which is on no table. */
export async function dropAll(session: Session): Promise<void> {
  const {sql} = await dropAllSql(session);
  await session.query('begin');
  try {
    await session.query(sql);
    await session.query('commit');
  } catch (error) {
    await session.query('rollback');
    throw error;
  }
}

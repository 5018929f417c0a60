import type {Session} from './session';

/**
 * Drops every schema of the database but PostgreSQL's own, and makes an empty `public`: tables, functions, extensions,
 * the history. The caller holds the lock, which is on no table.
 * @returns the schemas that were dropped
 */
export async function dropAll(session: Session): Promise<string[]> {
  const {rows} = await session.query<{name: string; quoted: string}>(
    `select nspname as name, quote_ident(nspname) as quoted from pg_namespace
     where nspname !~ '^pg_' and nspname <> 'information_schema' order by nspname`,
  );
  await session.query('begin');
  try {
    for (const {quoted} of rows) await session.query(`drop schema ${quoted} cascade`);
    await session.query('create schema public; grant usage on schema public to public');
    await session.query('commit');
  } catch (error) {
    await session.query('rollback');
    throw error;
  }
  return rows.map(({name}) => name);
}

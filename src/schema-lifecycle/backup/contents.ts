import {fingerprintSchema} from '../fingerprint';
import {nameOf} from '../migration-source';
import type {Session} from '../session';
import type {BackupManifest} from './manifest';

type Contents = Pick<BackupManifest, 'fingerprint' | 'migration' | 'rows'>;

/** What a database holds, as its transaction sees it. */
export async function readContents(session: Session): Promise<Contents> {
  return {
    rows: await countRows(session),
    migration: await readNewest(session),
    fingerprint: await fingerprintSchema(session),
  };
}

/** Looks first whether the table is there: an error would end the transaction. */
async function readNewest(session: Session): Promise<string | null> {
  const {rows: found} = await session.query<{there: boolean}>(
    `select to_regclass('knex_migrations') is not null as there`,
  );
  if (found[0]?.there !== true) return null;
  const {rows} = await session.query<{name: string}>(
    'select name from knex_migrations order by id desc limit 1',
  );
  return rows[0] === undefined ? null : nameOf(rows[0].name);
}

async function countRows(session: Session): Promise<Record<string, number>> {
  const {rows: tables} = await session.query<{name: string; quoted: string}>(
    `select n.nspname || '.' || c.relname as name, format('%I.%I', n.nspname, c.relname) as quoted
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
     order by 1`,
  );
  const counts: Record<string, number> = {};
  for (const {name, quoted} of tables) {
    const {rows} = await session.query<{count: string}>(`select count(*) as count from only ${quoted}`);
    counts[name] = Number(rows[0]?.count);
  }
  return counts;
}

/** How the restored database differs from what was backed up, a line each; empty: not at all. */
export function compareContents(expected: Contents, restored: Contents): string[] {
  const differences: string[] = [];
  if (expected.fingerprint !== restored.fingerprint) differences.push('the schema is another');
  if (expected.migration !== restored.migration) {
    differences.push(
      `the newest migration is ${restored.migration ?? 'none'} instead of ${expected.migration ?? 'none'}`,
    );
  }
  for (const table of new Set([...Object.keys(expected.rows), ...Object.keys(restored.rows)])) {
    const [before, now] = [expected.rows[table], restored.rows[table]];
    if (before !== now) differences.push(`${table} has ${now ?? 'no'} rows instead of ${before ?? 'none'}`);
  }
  return differences;
}

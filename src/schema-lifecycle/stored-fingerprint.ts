import {createHash} from 'node:crypto';
import {fingerprintSchema} from './fingerprint';
import type {Queryable} from './history';

export const DRIFTED = 'the schema was changed without a migration; see how: npm run migrate:drift';

/** The file's record was mended, and nothing else. */
const LEAVES_SCHEMA = `coalesce(note, '') not in ('repaired: accept-checksum', 'repaired: forget')`;

const STORED = `
select fingerprint from schema_migration_history
where state = 'succeeded' and ${LEAVES_SCHEMA}
order by id desc limit 1`;

/** The fingerprint after the last change of the schema; null when that change left none, or there was none. */
export async function readStoredFingerprint(database: Queryable): Promise<string | null> {
  try {
    return (await database.query<{fingerprint: string | null}>(STORED)).rows[0]?.fingerprint ?? null;
  } catch (error) {
    if ((error as {code?: string}).code === '42P01') return null;
    throw error;
  }
}

/** Whether the live schema differs from the last stored one; a few milliseconds. False when there is none. */
export async function hasDrifted(database: Queryable): Promise<boolean> {
  const stored = await readStoredFingerprint(database);
  return stored !== null && stored !== (await fingerprintSchema(database));
}

/** The same as `fingerprintSchema`, from lines that are at hand. */
export function fingerprintOf(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

import {randomBytes} from 'node:crypto';
import {existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';

const MIN_LENGTH = 32;

/**
 * The secret that signs tokens.
 * @param given JWT_SECRET
 * @param folder where one is made and kept when none is given; null: one must be given
 */
export function readJwtSecret(given: string | undefined, folder: string | null, problems: string[]): string {
  if (given !== undefined) {
    if (given.length < MIN_LENGTH) problems.push(`JWT_SECRET must have at least ${MIN_LENGTH} characters`);
    return given;
  }
  if (folder !== null) return keptSecret(folder);
  problems.push(`JWT_SECRET is required in staging and production: at least ${MIN_LENGTH} random characters`);
  return '';
}

/** Made once, so that sign-ins survive a restart; a hard link lets only one of two starters win, with a whole file. */
function keptSecret(folder: string): string {
  const file = path.join(folder, 'jwt-secret');
  if (!existsSync(file)) {
    mkdirSync(folder, {recursive: true});
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, randomBytes(32).toString('hex'), {mode: 0o600});
    try {
      linkSync(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      unlinkSync(draft);
    }
  }
  return readFileSync(file, 'utf8');
}

import {SchemaError} from './errors';
import {describeSchema} from './fingerprint';
import {readHistory} from './history';
import {nameOf} from './migration-source';
import type {MigrationRunner} from './runner';
import {compareSchemas, type Difference} from './schema-lines';
import {buildScratch, type ScratchSource, withScratchDatabase} from './scratch';
import {fingerprintOf, readStoredFingerprint} from './stored-fingerprint';

export interface DriftReport {
  isDrifted: boolean;
  /** `fingerprint` when the schema could not be rebuilt, and then why. */
  comparedBy: 'rebuilt schema' | 'fingerprint';
  reason: string | null;
  fingerprint: {live: string; stored: string | null};
  /** Empty when only fingerprints were compared. */
  differences: Difference[];
  /** Majors of PostgreSQL: of the server it was rebuilt on, and of the target. */
  scratchVersion: number | null;
  targetVersion: number | null;
}

interface Reading {
  applied: string[];
  live: string[];
  fingerprint: DriftReport['fingerprint'];
}

/**
 * Compares the live schema with the one that the applied migrations give on a scratch database. Equal fingerprints do not
 * settle it: a change made by hand before the last migration is in the stored one too. They do with `quick`, or where
 * nothing can be rebuilt.
 * @throws SchemaError SCRATCH_UNAVAILABLE when there is neither a scratch database nor a fingerprint to compare with
 */
export async function findDrift(
  runner: MigrationRunner,
  where: ScratchSource,
  {quick = false}: {quick?: boolean} = {},
): Promise<DriftReport> {
  const reading = await readTarget(runner);
  if (quick && reading.fingerprint.stored !== null) return byFingerprint(reading, 'asked for');
  try {
    return await byRebuilding(runner, where, reading);
  } catch (error) {
    const isKnown =
      error instanceof SchemaError && ['SCRATCH_UNAVAILABLE', 'MIGRATION_UNKNOWN'].includes(error.code);
    if (!isKnown || reading.fingerprint.stored === null) throw error;
    return byFingerprint(reading, error.message);
  }
}

/** Under the lock, so that no migration is half done. */
async function readTarget(runner: MigrationRunner): Promise<Reading> {
  return runner.locked(async session => {
    const {applied} = await readHistory(session);
    const live = await describeSchema(session);
    return {
      applied: applied.map(({name}) => nameOf(name)),
      live,
      fingerprint: {live: fingerprintOf(live), stored: await readStoredFingerprint(session)},
    };
  });
}

async function byRebuilding(
  {source}: MigrationRunner,
  where: ScratchSource,
  {applied, live, fingerprint}: Reading,
): Promise<DriftReport> {
  return withScratchDatabase(where, async scratch => {
    await buildScratch(scratch, {source, names: applied});
    const differences = compareSchemas(await describeSchema(scratch.session), live);
    const isSameMajor = scratch.serverVersion === scratch.targetVersion;
    // Another major words some definitions differently: there the fingerprint decides.
    const isUnchanged = !isSameMajor && fingerprint.live === fingerprint.stored;
    return {
      isDrifted: differences.length > 0 && !isUnchanged,
      comparedBy: 'rebuilt schema',
      reason: null,
      fingerprint,
      differences: isUnchanged ? [] : differences,
      scratchVersion: scratch.serverVersion,
      targetVersion: scratch.targetVersion,
    };
  });
}

function byFingerprint({fingerprint}: Reading, reason: string): DriftReport {
  return {
    isDrifted: fingerprint.live !== fingerprint.stored,
    comparedBy: 'fingerprint',
    reason,
    fingerprint,
    differences: [],
    scratchVersion: null,
    targetVersion: null,
  };
}

import {compare} from './checks';
import {EXIT, SchemaError} from './errors';
import {fingerprintSchema} from './fingerprint';
import {ensureHistoryTables, readHistory} from './history';
import {HistoryWriter} from './history-writer';
import type {MigrationRunner} from './runner';

export type RepairKind = 'accept-checksum' | 'mark-applied' | 'mark-rolled-back' | 'forget';

/**
 * Changes the record of what is applied, never the schema; leaves a row in the history that says so.
 * @throws SchemaError when the migration is not in the state that the repair is for
 */
export async function repair(
  runner: MigrationRunner,
  kind: RepairKind,
  name: string,
  applicationVersion: string | null,
): Promise<void> {
  const file = runner.source.find(name);
  await runner.locked(async session => {
    await ensureHistoryTables(sql => session.query(sql));
    const history = await readHistory(session);
    const comparison = compare(runner.source.list(), history);
    const applied = history.applied.find(migration => migration.name === name);
    const writer = await HistoryWriter.open(session, applicationVersion);
    const isUnfinished = comparison.unfinished.some(run => run.name === name);
    const isAllowed = {
      'accept-checksum': comparison.changed.includes(name),
      'mark-applied': file !== undefined && (applied === undefined || isUnfinished),
      'mark-rolled-back': applied !== undefined || isUnfinished,
      forget: applied !== undefined && file === undefined,
    }[kind];
    if (!isAllowed) throw notAllowed(kind, name);
    const isApplied = kind === 'accept-checksum' || kind === 'mark-applied';
    // What a person says is done or undone is what the schema now is; see `stored-fingerprint.ts`.
    const isOfSchema = kind === 'mark-applied' || kind === 'mark-rolled-back';
    const batch = applied?.batch ?? Math.max(0, ...history.applied.map(migration => migration.batch)) + 1;
    await writer.mark(
      {
        name,
        direction: isApplied ? 'up' : 'down',
        batch,
        checksum: file?.checksum ?? null,
        transactional: true,
        durationMs: 0,
        fingerprint: isOfSchema ? await fingerprintSchema(session) : null,
        note: `repaired: ${kind}`,
      },
      applied !== undefined,
    );
  });
}

function notAllowed(kind: RepairKind, name: string): SchemaError {
  const reason = {
    'accept-checksum': 'it is not applied with another checksum',
    'mark-applied': 'it is applied already, or this build has no file for it',
    'mark-rolled-back': 'it is not applied',
    forget: 'it is not applied, or its file is there (use --mark-rolled-back)',
  }[kind];
  return new SchemaError('MIGRATION_UNKNOWN', `${kind} does not fit ${name}: ${reason}`, EXIT.usage);
}

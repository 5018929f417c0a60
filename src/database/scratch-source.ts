import {chmodSync, mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type {LifecycleConfig} from '../config';
import type {ScratchServer, ScratchSource} from '../schema-lifecycle/scratch';
import type {OpenDatabase} from './open-database';

/** Where scratch databases may be made for this target: see `withScratchDatabase`. */
export function scratchSourceOf(
  config: Pick<LifecycleConfig, 'database'>,
  database: OpenDatabase,
): ScratchSource {
  const server = config.database.scratchConnection;
  const target = database.migrationConnection;
  // The embedded server that runs is the target's own, and its role may create databases.
  if (server !== null || database.embedded) return {target, server: server ?? database.connection};
  const {findBinaries} = require('./embedded/binaries') as typeof import('./embedded/binaries');
  try {
    const major = Number.parseInt(findBinaries().packageVersion, 10);
    return {target, embedded: {major, open: openThrowaway}};
  } catch (error) {
    // Not installed here: the target's server may still serve, and says so when it may not.
    if ((error as {code?: string}).code === 'BINARIES_MISSING') return {target};
    throw error;
  }
}

/** A server in a temporary folder, gone with its release. */
async function openThrowaway(): Promise<ScratchServer> {
  const {acquireEmbeddedServer} = require('./embedded/lease') as typeof import('./embedded/lease');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'scratch-server-'));
  const remove = () => rmSync(folder, {recursive: true, force: true});
  try {
    // Root runs the server as another user, who must be able to enter.
    chmodSync(folder, 0o755);
    const lease = await acquireEmbeddedServer({dataDir: folder, ephemeral: true});
    const {host, port, user, password} = lease;
    return {
      connection: {host, port, user, password, database: 'postgres', ssl: false},
      release: async () => {
        await lease.release();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

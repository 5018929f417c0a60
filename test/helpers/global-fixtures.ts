import {mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {acquireEmbeddedServer, type EmbeddedServerLease} from '../../src/database/embedded/lease';
import {formatServerUrl, TEST_SERVER_VARIABLE} from './server';

let lease: EmbeddedServerLease | undefined;
let folder: string | undefined;

/** One server for all test files: TEST_DATABASE_URL, or an embedded one that is gone afterwards. */
export async function mochaGlobalSetup(): Promise<void> {
  if (process.env.TEST_DATABASE_URL) {
    process.env[TEST_SERVER_VARIABLE] = process.env.TEST_DATABASE_URL;
    return;
  }
  folder = mkdtempSync(path.join(os.tmpdir(), 'test-server-'));
  lease = await acquireEmbeddedServer({
    dataDir: path.join(folder, 'postgres'),
    ephemeral: true,
    settings: {max_connections: '200'},
  });
  process.env[TEST_SERVER_VARIABLE] = formatServerUrl(lease);
}

export async function mochaGlobalTeardown(): Promise<void> {
  await lease?.release();
  if (folder !== undefined) rmSync(folder, {recursive: true, force: true});
}

import {chmodSync, mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {acquireEmbeddedServer, type EmbeddedServerLease} from '../../src/database/embedded/lease';
import {formatServerUrl, TEST_SERVER_VARIABLE, type TestDatabase} from './server';
import {createTemplate, TEMPLATE_VARIABLE} from './template';

let lease: EmbeddedServerLease | undefined;
let folder: string | undefined;
let template: TestDatabase | undefined;

/** One server for all test files: TEST_DATABASE_URL, or an embedded one that is gone afterwards. */
export async function mochaGlobalSetup(): Promise<void> {
  process.env[TEST_SERVER_VARIABLE] = process.env.TEST_DATABASE_URL || (await startServer());
  template = await createTemplate();
  process.env[TEMPLATE_VARIABLE] = template.name;
}

async function startServer(): Promise<string> {
  folder = mkdtempSync(path.join(os.tmpdir(), 'test-server-'));
  // Root runs the server as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  lease = await acquireEmbeddedServer({
    dataDir: folder,
    ephemeral: true,
    settings: {max_connections: '200'},
  });
  return formatServerUrl(lease);
}

export async function mochaGlobalTeardown(): Promise<void> {
  try {
    await template?.drop();
    await lease?.release();
  } finally {
    if (folder !== undefined) rmSync(folder, {recursive: true, force: true});
  }
}

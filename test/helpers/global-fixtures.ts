import {acquireEmbeddedServer, type EmbeddedServerLease} from '../../src/database/embedded/lease';
import {shareDebianServer} from './debian-server';
import type {OwnServer} from './own-server';
import {formatServerUrl, TEST_SERVER_VARIABLE, type TestDatabase} from './server';
import {makeServerFolder, removeServerFolder} from './server-folder';
import {createTemplate, TEMPLATE_VARIABLE} from './template';

let lease: EmbeddedServerLease | undefined;
let folder: string | undefined;
let template: TestDatabase | undefined;
let debian: OwnServer | undefined;

/**
 * One server for all test files: TEST_DATABASE_URL, or an embedded one that is gone afterwards. Beside it one of Debian's
 * package, where it is installed, for what has to work on both.
 */
export async function mochaGlobalSetup(): Promise<void> {
  const sharing = shareDebianServer();
  // When the other one fails this failure must not be the one that is told.
  sharing.catch(() => {});
  process.env[TEST_SERVER_VARIABLE] = process.env.TEST_DATABASE_URL || (await startServer());
  debian = await sharing;
  template = await createTemplate();
  process.env[TEMPLATE_VARIABLE] = template.name;
}

async function startServer(): Promise<string> {
  folder = makeServerFolder();
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
    await Promise.all([lease?.release(), debian?.stop()]);
  } finally {
    if (folder !== undefined) removeServerFolder(folder);
  }
}

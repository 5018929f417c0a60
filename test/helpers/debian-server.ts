import {existsSync, readdirSync} from 'node:fs';
import path from 'node:path';
import {OwnServer, type Programs} from './own-server';
import {formatServerUrl, parseServerUrl, type TestServer} from './server';

/** Set by the global fixtures; the workers of a parallel run inherit it. */
const DEBIAN_SERVER_VARIABLE = 'TEST_DEBIAN_SERVER_URL';

/** For whoever reads why tests were skipped. */
export const DEBIAN_MISSING =
  "the tests that need a second PostgreSQL are skipped: Debian's package is not installed " +
  '(apt-get install postgresql)';

/** The newest PostgreSQL of Debian's packages, with its client tools; undefined when none is installed. */
export function findDebianPrograms(home = '/usr/lib/postgresql'): Programs | undefined {
  if (!existsSync(home)) return undefined;
  const [major] = readdirSync(home)
    .filter(name => ['postgres', 'initdb'].every(file => existsSync(path.join(home, name, 'bin', file))))
    .sort((a, b) => Number(b) - Number(a));
  return major === undefined ? undefined : {folder: path.join(home, major), major};
}

/** A server of one's own; undefined when Debian's package is not installed. */
export async function startDebianServer(
  settings: Record<string, string> = {},
): Promise<OwnServer | undefined> {
  const programs = findDebianPrograms();
  return programs === undefined ? undefined : OwnServer.start(programs, settings);
}

/** For the global fixtures: starts the one that all test files share. */
export async function shareDebianServer(): Promise<OwnServer | undefined> {
  const server = await startDebianServer({max_connections: '100'});
  if (server === undefined) console.error(DEBIAN_MISSING);
  else process.env[DEBIAN_SERVER_VARIABLE] = formatServerUrl(server);
  return server;
}

/** The one that all test files share, to make databases on; undefined when Debian's package is not installed. */
export function sharedDebianServer(): TestServer | undefined {
  const url = process.env[DEBIAN_SERVER_VARIABLE];
  return url === undefined ? undefined : parseServerUrl(url);
}

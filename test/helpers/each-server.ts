import {findDebianPrograms, sharedDebianServer} from './debian-server';
import {createDatabase, type TestDatabase, type TestServer, testServer} from './server';

/** An empty database on the server under test, or a copy of `template`. */
export type CreateDatabase = (options?: {template?: string}) => Promise<TestDatabase>;

/**
 * The same tests on the usual server and on the one of Debian's package, which has an older major: what changes a schema
 * must do so on both.
 */
export function onEachServer(title: string, tests: (createDatabase: CreateDatabase) => void): void {
  onUsualServer(title, tests);
  onDebianServer(title, tests);
}

/** Where the other server would take too long for the short tests. */
export function onUsualServer(title: string, tests: (createDatabase: CreateDatabase) => void): void {
  describe(title, () => tests(createDatabase));
}

/** Skipped where Debian's package is not installed. */
export function onDebianServer(title: string, tests: (createDatabase: CreateDatabase) => void): void {
  const programs = findDebianPrograms();
  const where = `${title} (on PostgreSQL ${programs?.major ?? 'of Debian'})`;
  const suite = () => tests(options => createDatabase({...options, server: debianServer()}));
  if (programs === undefined) describe.skip(where, suite);
  else describe(where, suite);
}

/** @throws Error when the global fixtures did not start it */
function debianServer(): TestServer {
  // Asked first: it says what to do when there are no global fixtures at all.
  testServer();
  const server = sharedDebianServer();
  if (server === undefined) throw new Error("the global fixtures have not started Debian's PostgreSQL");
  return server;
}

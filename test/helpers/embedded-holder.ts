/** A process that holds a lease of the embedded server until it is told to release it, or is killed. */
import {createInterface} from 'node:readline';
import {acquireEmbeddedServer, type EmbeddedServerOptions} from '../../src/database/embedded/lease';

async function main(): Promise<void> {
  const lease = await acquireEmbeddedServer(JSON.parse(process.argv[2] ?? '') as EmbeddedServerOptions);
  const {host, port, user, password, dataDir, version, started} = lease;
  const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);
  lease.onLost(error => say({lost: error.code}));
  say({host, port, user, password, dataDir, version, started, ...pids()});
  createInterface({input: process.stdin}).on('line', async line => {
    if (line === 'pids') say(pids());
    if (line !== 'release') return;
    await lease.release();
    say({released: true});
    process.exit();
  });

  function pids(): {keeperPid: number; serverPid: number} {
    return {keeperPid: lease.keeperPid, serverPid: lease.serverPid};
  }
}

main().catch(error => {
  process.stdout.write(`${JSON.stringify({code: error.code, message: error.message})}\n`);
  process.exitCode = 1;
});

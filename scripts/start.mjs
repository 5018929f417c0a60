// Builds when something changed, then runs the application in this process, so that signals reach it.
// With --built it runs what is built.
import {createRequire} from 'node:module';
import path from 'node:path';
import {BuildError, buildIfNeeded, PROJECT_ROOT} from './build.mjs';

/** npm hands SIGTERM to the shell between us, which dies of it without passing it on: its end is our signal. */
function stopWithNpm() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
}

if (!process.argv.includes('--built')) {
  try {
    await buildIfNeeded({log: message => process.stderr.write(`${message}\n`)});
  } catch (error) {
    console.error(error instanceof BuildError ? error.message : error);
    process.exit(1);
  }
}
if (process.env.npm_lifecycle_event !== undefined) stopWithNpm();
const application = createRequire(import.meta.url)(path.join(PROJECT_ROOT, 'dist/src/index.js'));
await application.main();

// Builds when something changed, then runs a command in this process: `node scripts/cli.mjs migrate:status --json`.
import {createRequire} from 'node:module';
import path from 'node:path';
import {BuildError, buildIfNeeded, PROJECT_ROOT} from './build.mjs';

try {
  await buildIfNeeded({
    log: message => {
      if (process.stderr.isTTY) process.stderr.write(`${message}\n`);
    },
  });
} catch (error) {
  console.error(error instanceof BuildError ? error.message : error);
  process.exit(1);
}
const cli = createRequire(import.meta.url)(path.join(PROJECT_ROOT, 'dist/src/cli/index.js'));
process.exitCode = await cli.main(process.argv.slice(2));

// Builds when something changed, then runs the application in this process, so that signals reach it.
import {createRequire} from 'node:module';
import path from 'node:path';
import {BuildError, buildIfNeeded, PROJECT_ROOT} from './build.mjs';

try {
  await buildIfNeeded({log: message => process.stderr.write(`${message}\n`)});
} catch (error) {
  console.error(error instanceof BuildError ? error.message : error);
  process.exit(1);
}
const application = createRequire(import.meta.url)(path.join(PROJECT_ROOT, 'dist/src/index.js'));
await application.main();

// Writes the files that are made from the code: `.env.example` and `openapi.json`. Tests fail when they are stale.
import {writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {buildIfNeeded, PROJECT_ROOT} from './build.mjs';

await buildIfNeeded({log: () => {}});
const require = createRequire(import.meta.url);
const built = name => require(path.join(PROJECT_ROOT, 'dist/src', name));
writeFileSync(path.join(PROJECT_ROOT, '.env.example'), built('config-variables').renderEnvExample());
writeFileSync(path.join(PROJECT_ROOT, 'openapi.json'), await built('openapi/render-spec').renderOpenApi());
process.exit(0);

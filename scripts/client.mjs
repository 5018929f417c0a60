// Generates the typed client in `client/` from `openapi.json`: node scripts/client.mjs [FOLDER]
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {generateApi} from 'swagger-typescript-api';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
await generateApi({
  input: path.join(root, 'openapi.json'),
  output: path.resolve(process.argv[2] ?? path.join(root, 'client')),
  fileName: 'training-admin.ts',
  apiClassName: 'TrainingAdminApi',
  httpClientType: 'fetch',
  unwrapResponseData: true,
  singleHttpClient: true,
  sortTypes: true,
  sortRoutes: true,
  silent: true,
});

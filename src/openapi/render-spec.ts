import {TrainingAdminApplication} from '../application';
import {loadConfig} from '../config';

const NOWHERE = {host: '127.0.0.1', port: 1, database: 'none', user: 'none', ssl: false} as const;

/** The OpenAPI document as `openapi.json` holds it; the application is put together for it but not started. */
export async function renderOpenApi(): Promise<string> {
  const config = loadConfig({
    env: {
      NODE_ENV: 'test',
      DATABASE_URL: 'postgres://none@127.0.0.1:1/none',
      JWT_SECRET: 'x'.repeat(32),
      LOG_LEVEL: 'silent',
    },
  });
  const application = new TrainingAdminApplication({
    config,
    database: {
      source: 'DATABASE_URL',
      embedded: false,
      description: 'none',
      connection: NOWHERE,
      migrationConnection: NOWHERE,
      onLost: () => {},
      release: async () => {},
    },
  });
  await application.boot();
  const spec = await application.restServer.getApiSpec();
  return `${JSON.stringify({...spec, servers: [{url: '/'}]}, null, 2)}\n`;
}

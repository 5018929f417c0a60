import path from 'node:path';
import {RestBindings} from '@loopback/rest';
import pino from 'pino';
import {TrainingAdminApplication} from '../../src/application';
import {loadConfig} from '../../src/config';
import {openDatabase} from '../../src/database/open-database';
import type {UserRole} from '../../src/domain/statuses';
import {FirstErrorValidatorProvider} from '../../src/middleware/first-error-validator.provider';
import {MigrationRunner, MigrationSource} from '../../src/schema-lifecycle';
import type {AuthLinkService} from '../../src/services/auth-link.service';
import type {TokenService} from '../../src/services/token.service';
import {createDatabase, type TestDatabase} from './server';

export const JWT_SECRET = 'a secret for tests, of 32 characters and more';
export const PASSWORD = 'correct horse battery';

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  body: any;
  headers: Headers;
}

export interface CallOptions {
  body?: unknown;
  token?: string;
  /** X-Forwarded-For, which counts with TRUST_PROXY=1. */
  from?: string;
}

export async function migratedDatabase(): Promise<TestDatabase> {
  const database = await createDatabase();
  const runner = new MigrationRunner({
    connection: database.connection,
    source: new MigrationSource(path.join(__dirname, '../../src/database/migrations')),
    lockWaitMs: 10_000,
    outOfOrder: 'deny',
  });
  await runner.migrateToLatest();
  await runner.close();
  return database;
}

/** A running application over real HTTP; its clock stands still until a test moves it. */
export class AuthApp {
  now = new Date('2026-03-02T10:00:00.000Z');

  private constructor(
    readonly database: TestDatabase,
    readonly application: TrainingAdminApplication,
  ) {}

  static async start(database: TestDatabase, env: Record<string, string> = {}): Promise<AuthApp> {
    const config = loadConfig({
      env: {
        NODE_ENV: 'test',
        DATABASE_URL: database.url,
        PORT: '0',
        BCRYPT_COST: '4',
        RATE_LIMIT_DISABLED: 'true',
        JOBS_ON: 'false',
        TRUST_PROXY: '1',
        JWT_SECRET,
        ...env,
      },
    });
    const application = new TrainingAdminApplication({
      config,
      database: await openDatabase(config),
      logger: pino({level: 'silent'}),
      clock: () => app.now,
    });
    application.bind(RestBindings.AJV_FACTORY).toProvider(FirstErrorValidatorProvider);
    const app: AuthApp = new AuthApp(database, application);
    await application.boot();
    await application.start();
    return app;
  }

  async stop(): Promise<void> {
    await this.application.stop();
  }

  passes(minutes: number): void {
    this.now = new Date(this.now.getTime() + minutes * 60_000);
  }

  async call(method: string, route: string, {body, token, from}: CallOptions = {}): Promise<Answer> {
    const response = await fetch(`${this.application.restServer.url}${route}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : {'Content-Type': 'application/json'}),
        ...(token === undefined ? {} : {Authorization: `Bearer ${token}`}),
        ...(from === undefined ? {} : {'X-Forwarded-For': from}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
    return {status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers};
  }

  post(route: string, body: unknown, options: CallOptions = {}): Promise<Answer> {
    return this.call('POST', route, {...options, body});
  }

  me(token?: string): Promise<Answer> {
    return this.call('GET', '/api/auth/me', {token});
  }

  register(email: string, extra: object = {}): Promise<Answer> {
    return this.post('/api/auth/register', {
      email,
      password: PASSWORD,
      firstName: 'Ann',
      lastName: 'Lee',
      ...extra,
    });
  }

  login(email: string, password = PASSWORD, from?: string): Promise<Answer> {
    return this.post('/api/auth/login', {email, password}, {from});
  }

  refresh(refreshToken: string): Promise<Answer> {
    return this.post('/api/auth/refresh', {refreshToken});
  }

  /** A signed-in user of that role. */
  async givenUser(role: UserRole): Promise<{id: number; email: string; accessToken: string}> {
    const email = `${role}-${Math.random().toString(36).slice(2)}@example.com`;
    const {body} = await this.register(email);
    await this.database.query('update users set role = $1 where id = $2', [role, body.user.id]);
    return {id: body.user.id, email, accessToken: body.accessToken};
  }

  tokens(): Promise<TokenService> {
    return this.application.get<TokenService>('services.TokenService');
  }

  links(): Promise<AuthLinkService> {
    return this.application.get<AuthLinkService>('services.AuthLinkService');
  }
}

import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import {TrainingAdminApplication} from '../../src/application';
import {loadConfig} from '../../src/config';
import {openDatabase} from '../../src/database/open-database';
import {Given} from './given';
import type {TestDatabase} from './server';
import {migratedDatabase} from './template';

/** Settings that every application under test has, in this process and in child processes. */
export const TEST_SETTINGS = {
  NODE_ENV: 'test',
  PORT: '0',
  BCRYPT_COST: '4',
  RATE_LIMIT_DISABLED: 'true',
  JOBS_ON: 'false',
  MIGRATE_ON_START: 'check',
  TRUST_PROXY: '1',
  LOG_LEVEL: 'warn',
  JWT_SECRET: 'a secret for tests, of 32 characters and more',
  MAIL_OUTBOX_DIR: path.join(os.tmpdir(), 'training-admin-test-outbox'),
};

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  body: any;
  headers: Headers;
}

export interface CallOptions {
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  rawBody?: string;
  token?: string;
  headers?: Record<string, string>;
}

/** One HTTP request to a running application. */
export async function call(
  baseUrl: string,
  method: string,
  route: string,
  {body, rawBody, token, headers}: CallOptions = {},
): Promise<Answer> {
  const sent = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(`${baseUrl}${route}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(sent === undefined ? {} : {'Content-Type': 'application/json'}),
      ...(token === undefined ? {} : {Authorization: `Bearer ${token}`}),
      ...headers,
    },
    body: sent,
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
  return {status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers};
}

/** A running application with a database of its own, over real HTTP. Its clock stands still until a test moves it. */
export class TestApp {
  now = new Date('2027-03-01T10:00:00.000Z');
  readonly given: Given;

  private constructor(
    readonly database: TestDatabase,
    readonly application: TrainingAdminApplication,
  ) {
    this.given = new Given(database, () => this.now);
  }

  static async start(database: TestDatabase, settings: Record<string, string> = {}): Promise<TestApp> {
    const config = loadConfig({env: {...TEST_SETTINGS, DATABASE_URL: database.url, ...settings}});
    const application = new TrainingAdminApplication({
      config,
      database: await openDatabase(config),
      logger: pino({level: settings.LOG_LEVEL ?? 'silent'}),
      clock: () => app.now,
    });
    const app: TestApp = new TestApp(database, application);
    await application.boot();
    await application.start();
    return app;
  }

  get url(): string {
    return this.application.restServer.url ?? '';
  }

  call(method: string, route: string, options?: CallOptions): Promise<Answer> {
    return call(this.url, method, route, options);
  }

  get(route: string, options?: CallOptions): Promise<Answer> {
    return this.call('GET', route, options);
  }

  post(route: string, body?: unknown, options: CallOptions = {}): Promise<Answer> {
    return this.call('POST', route, {...options, body});
  }

  passes({minutes = 0, days = 0}: {minutes?: number; days?: number}): void {
    this.now = new Date(this.now.getTime() + (days * 24 * 60 + minutes) * 60_000);
  }

  /** The rows of a query, for looking at what a request left behind. */
  async rows<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.database.query<Row & Record<string, unknown>>(sql, values)).rows;
  }

  /** Signs an admin in and returns the access token. */
  async givenAdminToken(): Promise<string> {
    return (await this.givenSignIn('admin')).token;
  }

  /** Registers a user, gives the role and signs in; the address counts as verified. */
  async givenSignIn(
    role: 'admin' | 'instructor' | 'customer',
  ): Promise<{id: number; email: string; token: string}> {
    const email = `${role}-${Math.random().toString(36).slice(2)}@example.com`;
    const {body} = await this.post('/api/auth/register', {
      email,
      password: 'correct horse battery',
      firstName: 'Ada',
      lastName: role,
    });
    await this.rows('update users set role = $1, email_verified_at = now() where id = $2', [
      role,
      body.user.id,
    ]);
    return {id: body.user.id, email, token: body.accessToken};
  }

  /** Stops the application and drops its database. */
  async stop(): Promise<void> {
    await this.application.stop();
    await this.database.drop();
  }
}

/** An application on a migrated database of its own, for one test file: stop it in `after`. */
export async function givenApplication(settings: Record<string, string> = {}): Promise<TestApp> {
  return TestApp.start(await migratedDatabase(), settings);
}

import {inject, type LifeCycleObserver, lifeCycleObserver} from '@loopback/core';
import bcrypt from 'bcryptjs';
import type {Config, EnvironmentName} from '../config';
import type {Database, Queryable} from '../database/database';
import {DEVELOPMENT_ADMIN} from '../domain/passwords';
import {AppBindings} from '../keys';

/** Stops production from starting with the development admin. Bound after the schema lifecycle, so it starts after it. */
@lifeCycleObserver('schema')
export class DevelopmentAdminObserver implements LifeCycleObserver {
  constructor(
    @inject(AppBindings.CONFIG) private readonly config: Readonly<Config>,
    @inject(AppBindings.DATABASE) private readonly database: Database,
  ) {}

  async start(): Promise<void> {
    await refuseDevelopmentAdmin(this.database, this.config.environment);
  }
}

/** @throws Error in production, when the development admin is active and still has the password everybody knows */
export async function refuseDevelopmentAdmin(
  database: Queryable,
  environment: EnvironmentName,
): Promise<void> {
  if (environment === 'development' || environment === 'test') return;
  const [admin] = await database.rows<{passwordHash: string}>(
    `select password_hash as "passwordHash" from users
     where lower(email) = :email and role = 'admin' and is_active and password_hash is not null`,
    {email: DEVELOPMENT_ADMIN.email},
  );
  if (admin !== undefined && (await bcrypt.compare(DEVELOPMENT_ADMIN.password, admin.passwordHash))) {
    throw new Error(
      `The development account ${DEVELOPMENT_ADMIN.email} has its well-known password: change it or deactivate the ` +
        'account (npm run user:create-admin makes another admin first); production does not start with it',
    );
  }
}

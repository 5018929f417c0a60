import {BindingKey} from '@loopback/core';
import type {Config, ConnectionSettings, PoolSettings} from './config';
import type {Database} from './database/database';
import type {OpenDatabase} from './database/open-database';
import type {Logger} from './logger';
import type {RepositoryLookup} from './repositories/table.repository';
import type {MailTransport} from './services/mail/transport';

/** What the application binds for its parts to inject. */
export namespace AppBindings {
  export const CONFIG = BindingKey.create<Readonly<Config>>('app.config');
  export const CONNECTION = BindingKey.create<ConnectionSettings>('app.connection');
  export const DIRECT_CONNECTION = BindingKey.create<ConnectionSettings>('app.direct-connection');
  export const OPEN_DATABASE = BindingKey.create<OpenDatabase>('app.open-database');
  export const POOL_SETTINGS = BindingKey.create<PoolSettings>('app.pool-settings');
  export const LOGGER = BindingKey.create<Logger>('app.logger');
  export const DATABASE = BindingKey.create<Database>('app.database');
  export const REPOSITORY_LOOKUP = BindingKey.create<RepositoryLookup>('app.repository-lookup');
  export const RUN_STATE = BindingKey.create<{isStopping: boolean}>('app.run-state');
  /** Null: mails stay queued. */
  export const MAIL_TRANSPORT = BindingKey.create<MailTransport | null>('app.mail-transport');
  export const CLOCK = BindingKey.create<Clock>('app.clock');
}

/** The time now; an argument of the domain, bound so that tests can move it. */
export type Clock = () => Date;

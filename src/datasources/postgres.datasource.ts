import {inject, type LifeCycleObserver, lifeCycleObserver} from '@loopback/core';
import {juggler} from '@loopback/repository';
import {Pool, type PoolClient} from 'pg';
import type {ConnectionSettings, PoolSettings} from '../config';
import {pgTypes} from '../database/pg-types';
import {AppBindings} from '../keys';
import type {Logger} from '../logger';
import {END_WITH_CLIENT} from '../schema-lifecycle/step';

/** The application's one pool of connections; LoopBack repositories and Knex both draw from it. */
@lifeCycleObserver('datasource')
export class PostgresDataSource extends juggler.DataSource implements LifeCycleObserver {
  static dataSourceName = 'postgres';
  readonly pool: Pool;

  constructor(
    @inject(AppBindings.CONNECTION) connection: ConnectionSettings,
    @inject(AppBindings.POOL_SETTINGS) pool: PoolSettings,
    @inject(AppBindings.LOGGER) logger: Logger,
  ) {
    super({
      name: PostgresDataSource.dataSourceName,
      connector: 'postgresql',
      lazyConnect: true,
      disableMigration: true,
      normalizeUndefinedInQuery: 'throw',
    });
    this.pool = new Pool({
      ...connection,
      max: pool.max,
      min: pool.min,
      connectionTimeoutMillis: pool.acquireTimeoutMs,
      idleTimeoutMillis: pool.idleTimeoutMs,
      application_name: 'training-admin',
      keepAlive: true,
      types: pgTypes,
      onConnect: async client => {
        await client.query(END_WITH_CLIENT);
      },
    });
    // The connector's own pool (which never connects) would hand pg a Promise of its own: deprecated, and slower.
    (this.connector as unknown as {pg: Pool}).pg = this.pool;
    // Without these listeners a connection that dies, idle or checked out, ends the process.
    const onError = (error: Error) => logger.warn({err: error}, 'database connection lost');
    this.pool.on('error', onError);
    this.pool.on('connect', (client: PoolClient) => client.on('error', onError));
    // LoopBack emits what `connect` rejects with too, and an `error` event that nobody hears ends the process.
    this.on('error', () => {});
  }

  async start(): Promise<void> {
    await this.connect();
  }

  /** Ends the pool itself: the connector would not wait for it, nor the pool for the last goodbye of its clients. */
  override async stop(): Promise<void> {
    if (this.pool.ending) return;
    let open = this.pool.totalCount;
    const closed = new Promise<void>(resolve => {
      if (open === 0) resolve();
      this.pool.on('remove', () => {
        open -= 1;
        if (open === 0) resolve();
      });
    });
    await this.pool.end();
    await closed;
  }
}

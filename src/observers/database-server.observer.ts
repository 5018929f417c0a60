import {inject, type LifeCycleObserver, lifeCycleObserver} from '@loopback/core';
import type {OpenDatabase} from '../database/open-database';
import {AppBindings} from '../keys';

/** First to start and so last to stop: lets the embedded server go once nobody needs it. */
@lifeCycleObserver('database-server')
export class DatabaseServerObserver implements LifeCycleObserver {
  constructor(@inject(AppBindings.OPEN_DATABASE) private readonly database: OpenDatabase) {}

  async stop(): Promise<void> {
    await this.database.release();
  }
}

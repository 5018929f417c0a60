import {Client} from 'pg';
import type {TestDatabase} from './server';
import {until} from './wait';

/** A connection in whose way others come to stand. */
export class Blocker {
  private constructor(
    private readonly database: TestDatabase,
    private readonly client: Client,
  ) {}

  /** @param sql takes the lock, in a transaction that stays open */
  static async open(database: TestDatabase, sql: string): Promise<Blocker> {
    const client = new Client(database.connection);
    client.on('error', () => {});
    await client.connect();
    await client.query(`begin; ${sql}`);
    return new Blocker(database, client);
  }

  /** Until so many wait for it. */
  async untilWaitedFor(count = 1): Promise<void> {
    await until(async () => (await this.waiting()) === count, `${count} wait`);
  }

  async waiting(): Promise<number> {
    const {rows} = await this.database.query<{count: number}>(
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`,
    );
    return rows[0]?.count ?? 0;
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}

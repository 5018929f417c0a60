import assert from 'node:assert/strict';
import type {Answer, TestApp} from './app';
import type {TestDatabase} from './server';
import {until} from './wait';

export type Record_ = Record<string, unknown> & {id: number; version: number};

/** What a client does with records of one kind. */
export class StaffRecords {
  constructor(
    private readonly app: TestApp,
    private readonly token: string,
    readonly path: string,
  ) {}

  create(values: object): Promise<Answer> {
    return this.app.post(this.path, values, {token: this.token});
  }

  async created(values: object): Promise<Record_> {
    const {status, body} = await this.create(values);
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  }

  read(id: number): Promise<Answer> {
    return this.app.get(`${this.path}/${id}`, {token: this.token});
  }

  /** @param version what the editor saw; null: the editor does not say */
  edit(id: number, change: object, version: number | null): Promise<Answer> {
    return this.app.call('PATCH', `${this.path}/${id}`, {
      token: this.token,
      body: change,
      headers: ifMatch(version),
    });
  }

  remove(id: number, version: number | null): Promise<Answer> {
    return this.app.call('DELETE', `${this.path}/${id}`, {token: this.token, headers: ifMatch(version)});
  }
}

export function ifMatch(version: number | null): Record<string, string> {
  return version === null ? {} : {'If-Match': `"${version}"`};
}

/**
 * Starts requests that all want a row, and lets none of them go on before all have come to it: a race that happens
 * every time. Without a lock of their own they would have read what they then overwrite.
 */
export async function racingForRow<T>(
  database: TestDatabase,
  table: string,
  id: number,
  requests: (() => Promise<T>)[],
): Promise<T[]> {
  let running: Promise<T[]> = Promise.resolve([]);
  await database.transaction(async query => {
    await query(`select id from ${table} where id = $1 for update`, [id]);
    running = Promise.all(requests.map(request => request()));
    await until(async () => {
      const {rowCount} = await database.query(
        `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rowCount === requests.length;
    }, `${requests.length} requests wait for the row`);
  });
  return running;
}

export interface ActivityRow {
  admin_id: number;
  action: string;
  old_values: Record<string, unknown> | null;
  new_values: Record<string, unknown> | null;
}

/** What the activity log says of a record, oldest first. */
export function activityOf(app: TestApp, entityType: string, entityId: number): Promise<ActivityRow[]> {
  return app.rows<ActivityRow>(
    `select admin_id, action, old_values, new_values from admin_activity_logs
     where entity_type = $1 and entity_id = $2 order by id`,
    [entityType, entityId],
  );
}

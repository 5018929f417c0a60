import {strict as assert} from 'node:assert';
import {Knex, knex} from 'knex';
import {Client} from 'pg';
import {fillDatabase} from '../../src/database/large-data';
import {seed as seedCourses} from '../../src/database/seeds/02_courses';
import {COUNT_LIMIT, type Condition, countList, pageQuery} from '../../src/repositories/list-query';
import {everyList, readSamples, type Samples, waysToAsk} from '../helpers/list-samples';
import type {TestDatabase} from '../helpers/server';
import {migratedDatabase} from '../helpers/template';

const BOOKINGS = 20_000;
const PAGE = 21;
const MOST_READ = COUNT_LIMIT + 1;
const MOST_THROWN_AWAY = 3;
/** Those that grow with the years; the catalogue stays small. */
const LARGE = [
  'bookings',
  'booking_attendees',
  'payment_transactions',
  'analytics_events',
  'email_logs',
  'admin_activity_logs',
  'users',
  'schedule_sessions',
];

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

describe('Lists of staff', () => {
  let database: TestDatabase;
  let builder: Knex;
  let samples: Samples;

  before(async function () {
    this.timeout(60_000);
    database = await migratedDatabase();
    builder = knex({client: 'pg', connection: {...database.connection, ssl: false}, pool: {min: 1, max: 1}});
    await seedCourses(builder);
    const client = new Client(database.connection);
    await client.connect();
    try {
      await fillDatabase(client, {bookings: BOOKINGS, seed: 1});
    } finally {
      await client.end();
    }
    samples = await readSamples(database);
  });
  after(async () => {
    await builder.destroy();
    await database.drop();
  });

  async function longReads({sql, bindings}: Condition): Promise<string[]> {
    const {rows} = await builder.raw(`explain (analyze, format json) ${sql}`, bindings as Knex.RawBinding[]);
    return everyNode(rows[0]['QUERY PLAN'][0].Plan).flatMap(longRead);
  }

  for (const list of everyList()) {
    it(`are read by index: ${list.name}`, async () => {
      const found: string[] = [];
      for (const [what, request] of waysToAsk(list, samples)) {
        const counted = await captured(async rows => {
          await countList({rows} as never, list, request);
        });
        const {
          rows: [total],
        } = await builder.raw(counted.sql, counted.bindings as Knex.RawBinding[]);
        const isSelective = request.search !== undefined && total.count <= 10_000;
        const page = pageQuery(list, {...request, limit: PAGE, isSelective});
        for (const [which, query] of [
          ['count', counted],
          ['page', page],
        ] as const) {
          for (const read of await longReads(query)) found.push(`${what}: the ${which} ${read}`);
        }
      }
      assert.deepEqual(found, []);
    });
  }
});

/** The query that a repository function sends. */
async function captured(
  work: (rows: (sql: string, bindings?: Knex.RawBinding[]) => Promise<unknown[]>) => Promise<void>,
): Promise<Condition> {
  let query: Condition | undefined;
  await work(async (sql, bindings = []) => {
    query = {sql, bindings};
    return [{count: 0}];
  });
  if (query === undefined) throw new Error('nothing was sent');
  return query;
}

/**
 * A sequential scan that would read ever more of a table as it grows. One that finds much of what it reads is stopped by
 * the query's limit after a number of rows that does not grow; one that throws most of it away is not.
 */
function longRead(node: PlanNode): string[] {
  const table = node['Relation Name'] ?? '';
  if (node['Node Type'] !== 'Seq Scan' || !LARGE.includes(table)) return [];
  const kept = node['Actual Rows'] * node['Actual Loops'];
  const thrownAway = (node['Rows Removed by Filter'] ?? 0) * node['Actual Loops'];
  if (kept <= MOST_READ && thrownAway <= MOST_THROWN_AWAY * kept) return [];
  return [`reads ${table}: ${kept} rows kept, ${thrownAway} thrown away`];
}

function everyNode(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(everyNode)];
}

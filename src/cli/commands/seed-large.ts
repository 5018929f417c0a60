import path from 'node:path';
import {Client} from 'pg';
import type {ConnectionSettings} from '../../config';
import {loadLifecycleConfig} from '../../config';
import {fillDatabase, type WrittenTable} from '../../database/large-data';
import {SeedRunner} from '../../schema-lifecycle/programmatic';
import {type Command, type Output, positiveInteger, UsageError} from '../command';
import {formatDuration} from '../duration';
import {applicationVersion, loggerTo, type Opened, SEEDS_DIRECTORY, withRunner} from '../lifecycle';

const DEFAULT_BOOKINGS = 100_000;
const MOST_BOOKINGS = 5_000_000;
const DEFAULT_SEED = 1;
const COURSES_SEED = '02_courses.ts';
const PROGRESS_EVERY_MS = 500;

export const command: Command = {
  about: 'Add many made-up bookings with all that belongs to them, to see how a large database behaves.',
  details:
    'Adds to what is there: venues, instructors, customers, schedules of the last three years and the next six months,\n' +
    'bookings with attendees, payments, mails, log and visits. It is one transaction: a run that fails or is killed\n' +
    'leaves nothing. The same --seed on the same day and the same database makes the same rows. Refused in production.',
  options: {
    bookings: {
      type: 'string',
      argument: 'N',
      about: `how many, 1 to ${MOST_BOOKINGS.toLocaleString('en')}; default ${DEFAULT_BOOKINGS.toLocaleString('en')}`,
    },
    seed: {type: 'string', argument: 'N', about: `of the random numbers; default ${DEFAULT_SEED}`},
  },
  run: async invocation => {
    const {values, output, json, environment} = invocation;
    const bookings = positiveInteger(values, 'bookings') ?? DEFAULT_BOOKINGS;
    if (bookings > MOST_BOOKINGS) throw new UsageError(`--bookings must be at most ${MOST_BOOKINGS}`);
    const seed = positiveInteger(values, 'seed') ?? DEFAULT_SEED;
    if (loadLifecycleConfig({environment}).environment === 'production') {
      throw new UsageError('seed:large is refused in production: it makes up customers and bookings');
    }
    return withRunner(invocation, async opened => {
      const started = performance.now();
      const tables = await fill(opened, {bookings, seed}, output);
      const durationMs = Math.round(performance.now() - started);
      if (json) output.print(JSON.stringify({bookings, seed, durationMs, tables}, null, 2));
      else {
        for (const {table, rows, durationMs: ms} of tables)
          output.print(lineOf(table, rows, formatDuration(ms)));
        output.print(`added ${bookings.toLocaleString('en')} bookings in ${formatDuration(durationMs)}`);
      }
      return 0;
    });
  },
};

async function fill(
  {config, database, runner}: Opened,
  {bookings, seed}: {bookings: number; seed: number},
  output: Output,
): Promise<WrittenTable[]> {
  const pending = await runner.getPendingMigrations();
  if (pending.length > 0)
    throw new UsageError(`${pending.length} migrations are pending: npm run migrate first`);
  return withClient(database.migrationConnection, async client => {
    const {rows} = await client.query('select 1 from courses where is_active limit 1');
    if (rows.length === 0) {
      const seeds = new SeedRunner({
        runner,
        directory: path.resolve(SEEDS_DIRECTORY),
        environment: config.environment,
        logger: loggerTo(output),
        applicationVersion: applicationVersion(),
      });
      await seeds.run({specific: COURSES_SEED});
    }
    return fillDatabase(client, {bookings, seed, onProgress: progressTo(output)});
  });
}

/** On a terminal, the rows so far of the table that is being written. */
function progressTo(output: Output): ((table: string, rows: number) => void) | undefined {
  if (!output.isTerminal) return undefined;
  let told = {table: '', at: 0};
  return (table, rows) => {
    const now = performance.now();
    if (table === told.table && now - told.at < PROGRESS_EVERY_MS) return;
    told = {table, at: now};
    output.note(lineOf(table, rows, '…'));
  };
}

function lineOf(table: string, rows: number, rest: string): string {
  return `${table.padEnd(22)} ${rows.toLocaleString('en').padStart(12)} rows  ${rest}`;
}

async function withClient<T>(
  connection: ConnectionSettings,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({...connection, connectionTimeoutMillis: 10_000});
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

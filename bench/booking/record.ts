import {randomInt} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';
import {Client} from 'pg';
import type {BenchDatabase} from '../http/database';
import {Server} from '../http/processes';
import {Recorder} from './recorder';
import {bookingOf, post} from './request';
import {type Recording, type Script, writeScript} from './script';

/** So many that values which are the same by chance differ in one. */
const RECORDINGS = 5;
/** The first bookings of a process may look up what later ones know. */
const ATTEMPTS = 30;
/** For statements that a booking sends after its answer. */
const SETTLE_MS = 50;

/**
 * Has an application of its own make a few bookings and writes down what it sends.
 * @throws Error when its bookings never take the same statements several times in a row
 */
export async function recordScript(database: BenchDatabase, schedules: readonly number[]): Promise<Script> {
  const recorder = await Recorder.open(database.connection);
  let server: Server | undefined;
  try {
    server = await Server.ours({url: recorder.through(database.url)});
    const recordings = await recordAlike(() => recordOne(database, recorder, server as Server, schedules));
    return await writeScript(recordings, statement => parameterTypes(database, statement));
  } finally {
    await server?.stop();
    await recorder.close();
  }
}

async function recordAlike(record: () => Promise<Recording>): Promise<Recording[]> {
  let alike: Recording[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const recording = await record();
    const [first] = alike;
    alike =
      first !== undefined && textsOf(first) === textsOf(recording) ? [...alike, recording] : [recording];
    if (alike.length === RECORDINGS) return alike;
  }
  throw new Error(`no ${RECORDINGS} bookings in a row sent the same statements`);
}

async function recordOne(
  database: BenchDatabase,
  recorder: Recorder,
  server: Server,
  schedules: readonly number[],
): Promise<Recording> {
  await jumpSequences(database);
  const courseScheduleId = schedules[randomInt(schedules.length)] ?? 0;
  const body = bookingOf(courseScheduleId, `recorded${randomInt(2 ** 40)}`);
  recorder.take();
  const {status, text} = await post(server, body);
  await sleep(SETTLE_MS);
  if (status !== 201) throw new Error(`a booking to record was answered with ${status}: ${text}`);
  const {bookingReference} = JSON.parse(text) as {bookingReference: string};
  return {
    inputs: {scheduleId: String(courseScheduleId), email: body.contact.email, reference: bookingReference},
    statements: recorder.take(),
  };
}

/** So that no two of the ids that a booking makes are the same number. */
async function jumpSequences(database: BenchDatabase): Promise<void> {
  await database.query(
    `select setval(format('%I.%I', schemaname, sequencename), coalesce(last_value, 1) + 1 + (random() * 1000)::integer)
     from pg_sequences where schemaname = 'public' and sequencename = any($1)`,
    [['users_id_seq', 'bookings_id_seq', 'booking_attendees_id_seq', 'email_logs_id_seq']],
  );
}

function textsOf({statements}: Recording): string {
  return JSON.stringify(statements.map(({text, values}) => [text, values.map(value => value === null)]));
}

async function parameterTypes({connection}: BenchDatabase, statement: string): Promise<string[]> {
  const client = new Client(connection);
  await client.connect();
  try {
    await client.query(`prepare recorded as ${statement}`);
    const {rows} = await client.query<{types: string[]}>(
      `select parameter_types::text[] as types from pg_prepared_statements where name = 'recorded'`,
    );
    return rows[0]?.types ?? [];
  } finally {
    await client.end();
  }
}

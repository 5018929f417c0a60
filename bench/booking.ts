/**
 * Bookings on one hot schedule and over many: the application, pgbench with the very SQL that a booking of it sends, and
 * Express + Knex, in turns on one server. Then a burst of bookers on a few seats over two processes of the application.
 * `--quick` only looks whether all of it works; `--profile=<folder>` leaves a CPU profile of the application there.
 */
import {strict as assert} from 'node:assert';
import os from 'node:os';
import {type Burst, burst} from './booking/burst';
import {type Contender, HttpContender, PgbenchContender, type Schedules} from './booking/contenders';
import {findPgbench, PGBENCH_MISSING} from './booking/pgbench';
import {recordScript} from './booking/record';
import {type CaseName, isReached, type Loads, type Results, renderResults} from './booking/results';
import {added, checkSeats, newestBooking} from './booking/rows';
import {BenchDatabase} from './http/database';
import {Server} from './http/processes';
import {describeMachine, writeSection} from './report';

const FULL = {
  existing: 100_000,
  rounds: 5,
  seconds: 3,
  warmUpSeconds: 8,
  bookers: 2000,
  burstWarmUps: 3,
  burstRounds: 3,
};
const QUICK: typeof FULL = {
  existing: 2000,
  rounds: 1,
  seconds: 1,
  warmUpSeconds: 1,
  bookers: 200,
  burstWarmUps: 1,
  burstRounds: 1,
};
type Plan = typeof FULL;

/** Bookings that are counted to compare what everybody leaves. */
const COMPARED = 20;

async function main(): Promise<void> {
  const isQuick = process.argv.includes('--quick');
  const plan = isQuick ? QUICK : FULL;
  const [loadBefore = 0] = os.loadavg();
  const database = await BenchDatabase.start('bench_booking');
  const contenders: Contender[] = [];
  try {
    const places = await prepare(database, plan);
    note('recording what one booking sends');
    const script = await recordScript(database, rangeOf(places['over 1,000 schedules']));
    contenders.push(await HttpContender.ours(database, profileOptions()));
    const program = findPgbench();
    if (program === undefined) note(PGBENCH_MISSING);
    else contenders.push(new PgbenchContender(program, database, script));
    contenders.push(await HttpContender.express(database));
    await compareRows(database, contenders, places);
    const loads = await measure(database, contenders, places, plan);
    const [loadDuring = 0] = os.loadavg();
    await checkSeats(database);
    for (const contender of contenders.splice(0)) await contender.stop();
    const bursts = await measureBursts(database, plan);
    publish(
      {loads, bursts, statements: script.statements, loadBefore, loadDuring, ...plan},
      database,
      isQuick,
    );
  } finally {
    for (const contender of contenders) await contender.stop();
    await database.stop();
  }
}

type Places = Readonly<Record<CaseName, Schedules>>;

async function prepare(database: BenchDatabase, {existing}: Plan): Promise<Places> {
  note(`database with ${existing.toLocaleString('en')} bookings`);
  await database.command('migrate');
  await database.command('seed:run');
  await database.command('seed:large', '--bookings', String(existing));
  const ids = await database.addRoomySchedules();
  const [first = 0] = ids;
  const last = ids.at(-1) ?? 0;
  assert.equal(last - first + 1, ids.length, 'the ids of the schedules have gaps');
  await database.query('vacuum (analyze)');
  return {'one hot schedule': {first, last: first}, 'over 1,000 schedules': {first, last}};
}

function rangeOf({first, last}: Schedules): number[] {
  return Array.from({length: last - first + 1}, (_, index) => first + index);
}

/** Everybody must leave the same rows, in number and in content. */
async function compareRows(
  database: BenchDatabase,
  contenders: readonly Contender[],
  places: Places,
): Promise<void> {
  note('comparing the rows that everybody leaves');
  const place = places['one hot schedule'];
  const seen = [];
  for (const contender of contenders) {
    // The first booking of a day marks its reports; later ones find the marks there.
    await contender.make(place, COMPARED);
    const amounts = await added(database, place.first, () => contender.make(place, COMPARED));
    seen.push({
      name: contender.name,
      amounts,
      booking: await newestBooking(database, contender.mailPrefix),
    });
  }
  const [ours, ...others] = seen;
  for (const {name, amounts, booking} of others) {
    assert.deepEqual(amounts, ours?.amounts, `${name} leaves other rows than ours`);
    assert.deepEqual(booking, ours?.booking, `${name} leaves another booking than ours`);
  }
  note(`${COMPARED} bookings each added: ${JSON.stringify(ours?.amounts)}`);
}

/** Round by round, case by case and one after the other, so that whatever else the machine does hits all of them. */
async function measure(
  database: BenchDatabase,
  contenders: readonly Contender[],
  places: Places,
  {rounds, seconds, warmUpSeconds}: Plan,
): Promise<Loads> {
  const loads = new Map(Object.keys(places).map(one => [one as CaseName, new Map()]));
  for (let round = 0; round <= rounds; round += 1) {
    note(round === 0 ? 'warm-up' : `round ${round} of ${rounds}`);
    for (const [one, of] of loads) {
      for (const contender of inTurn(contenders, round)) {
        // Nobody tidies up after the one before.
        await database.query('vacuum course_schedules');
        await database.query('checkpoint');
        const result = await contender.run(places[one], round === 0 ? warmUpSeconds : seconds);
        if (round > 0) of.set(contender.name, [...(of.get(contender.name) ?? []), result]);
      }
    }
  }
  return loads;
}

/** Nobody is always first. */
function inTurn<T>(all: readonly T[], round: number): T[] {
  const first = round % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}

async function measureBursts(
  database: BenchDatabase,
  {bookers, burstWarmUps, burstRounds}: Plan,
): Promise<Burst[]> {
  note('bursts');
  const servers: Server[] = [];
  try {
    for (let index = 0; index < 2; index += 1) servers.push(await Server.ours(database));
    // Processes that have answered before: validators and hot code are compiled, connections open.
    for (let index = 0; index < burstWarmUps; index += 1) await burst(database, servers, bookers);
    const measured: Burst[] = [];
    for (let index = 0; index < burstRounds; index += 1)
      measured.push(await burst(database, servers, bookers));
    return measured;
  } finally {
    for (const server of servers) await server.stop();
  }
}

function publish(results: Results, {version}: BenchDatabase, isQuick: boolean): void {
  const text = `${renderResults(results)}\n\n${describeMachine(version)}`;
  process.stdout.write(`${text}\n`);
  if (isQuick) return;
  writeSection('bench:booking', text);
  if (!isReached(results)) process.exitCode = 1;
}

function profileOptions(): string[] {
  const folder = process.argv.find(one => one.startsWith('--profile='))?.slice('--profile='.length);
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}

function note(text: string): void {
  process.stderr.write(`${text}…\n`);
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});

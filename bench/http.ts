/**
 * The application beside its peers, each in a process of its own on one database, in turns: requests per second, latency
 * and memory. Then every list and report of staff on the same database. `--quick` only looks whether all of it works.
 */
import os from 'node:os';
import {type Case, casesFor} from './http/cases';
import {BenchDatabase} from './http/database';
import {type Load, load} from './http/load';
import {JWT_SECRET, type PeerName, POOL_SIZE, Server} from './http/processes';
import {renderResults} from './http/results';
import {ask, verify} from './http/verify';
import {type ListTimes, measureLists, renderLists} from './lists';
import {describeMachine, writeSection} from './report';

const FULL = {bookings: 100_000, rounds: 3, seconds: 1.4, warmUpSeconds: 1, listRequests: 200};
const QUICK: typeof FULL = {bookings: 2000, rounds: 1, seconds: 0.2, warmUpSeconds: 0.1, listRequests: 5};
type Plan = typeof FULL;

const ADMIN = {email: 'admin@reactfasttraining.co.uk', password: 'admin123'};

async function main(): Promise<void> {
  const isQuick = process.argv.includes('--quick');
  const plan = isQuick ? QUICK : FULL;
  const [loadBefore = 0] = os.loadavg();
  const database = await BenchDatabase.start();
  const servers: Server[] = [];
  try {
    const cases = await prepare(database, plan);
    const ours = await Server.ours(database);
    servers.push(ours);
    const token = await signIn(ours);
    for (const peer of peersOf(cases)) servers.push(await startPeer(peer, {database, ours, cases, token}));
    const sameBytes = await verifyAll(cases, servers, token);
    const results = await measure(cases, servers, token, plan);
    const text = renderResults({cases, results, sameBytes, servers, loadBefore, ...plan});
    for (const server of servers.splice(0)) await server.stop();
    note('lists and reports of staff');
    const lists = await measureStaff(database, servers, plan);
    publish('bench:http', text, database, isQuick);
    publish('bench:lists', renderLists(lists, plan), database, isQuick);
  } finally {
    for (const server of servers) await server.stop();
    await database.stop();
  }
}

async function prepare(database: BenchDatabase, {bookings}: Plan): Promise<Case[]> {
  note(`database with ${bookings.toLocaleString('en')} bookings`);
  await database.command('migrate');
  await database.command('seed:run');
  await database.command('seed:large', '--bookings', String(bookings));
  const cases = casesFor(await database.addRoomySchedules());
  await database.query('vacuum (analyze) venues, course_schedules, schedule_sessions');
  return cases;
}

async function signIn(ours: Server): Promise<string> {
  const response = await fetch(`${ours.url}/api/auth/login`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(ADMIN),
  });
  const {accessToken} = (await response.json()) as {accessToken?: string};
  if (accessToken === undefined) throw new Error(`the sign-in was answered with ${response.status}`);
  return accessToken;
}

function peersOf(cases: readonly Case[]): Exclude<PeerName, 'ours'>[] {
  return [...new Set(cases.flatMap(({peers}) => peers))];
}

async function startPeer(
  name: Exclude<PeerName, 'ours'>,
  {database, ours, cases, token}: {database: BenchDatabase; ours: Server; cases: Case[]; token: string},
): Promise<Server> {
  const answers: Record<string, string> = {};
  for (const one of cases) {
    if (one.peers.includes('fastify-memory')) answers[one.path] = await ask(ours, one, token);
  }
  return Server.peer(name, {
    connection: database.connection,
    poolSize: POOL_SIZE,
    config: {
      auth: {jwtSecret: JWT_SECRET, accessTokenMinutes: 15, refreshTokenDays: 30, bcryptCost: 10},
      booking: {cardHoldMinutes: 15, invoiceHoldDays: 7, waitingListOfferHours: 24},
    },
    answers,
  });
}

async function verifyAll(
  cases: readonly Case[],
  servers: readonly Server[],
  token: string,
): Promise<Map<Case, string[]>> {
  const same = new Map<Case, string[]>();
  for (const one of cases) same.set(one, await verify(one, taking(one, servers), token));
  return same;
}

/** Round by round, case by case and peer by peer, so that whatever else the machine does hits all of them. */
async function measure(
  cases: readonly Case[],
  servers: readonly Server[],
  token: string,
  {rounds, seconds, warmUpSeconds}: Plan,
): Promise<Map<Case, Map<PeerName, Load[]>>> {
  const results = new Map(cases.map(one => [one, new Map<PeerName, Load[]>()]));
  for (let round = 0; round <= rounds; round += 1) {
    note(round === 0 ? 'warm-up' : `round ${round} of ${rounds}`);
    for (const one of cases) {
      for (const server of taking(one, servers)) {
        const result = await load(server, one, token, round === 0 ? warmUpSeconds : seconds);
        if (round === 0) continue;
        server.noteMemory();
        const loads = results.get(one)?.get(server.name) ?? [];
        results.get(one)?.set(server.name, [...loads, result]);
      }
    }
  }
  return results;
}

/**
 * With jobs: reports read what a job has added up. The mails and documents of the tens of thousands of bookings that
 * were made in a minute before are not sent meanwhile.
 */
async function measureStaff(database: BenchDatabase, servers: Server[], plan: Plan): Promise<ListTimes[]> {
  await database.query('delete from graphile_worker._private_jobs');
  await database.query('delete from document_marks');
  await database.query('vacuum (analyze)');
  const withJobs = await Server.ours(database, {jobsOn: true});
  servers.push(withJobs);
  await database.refreshReports();
  return measureLists(database, withJobs, await signIn(withJobs), plan.listRequests);
}

function taking(one: Case, servers: readonly Server[]): Server[] {
  return servers.filter(({name}) => name === 'ours' || one.peers.includes(name));
}

function publish(section: string, table: string, {version}: BenchDatabase, isQuick: boolean): void {
  const text = `${table}\n\n${describeMachine(version)}`;
  process.stdout.write(`${text}\n\n`);
  if (!isQuick) writeSection(section, text);
}

function note(text: string): void {
  process.stderr.write(`${text}…\n`);
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});

/**
 * The start figures: a cold and a warm start of the real application in a clean copy of the project, the build, and the
 * schema check of a database with a thousand applied migrations beside bare Knex. Exits with 1 when a bar is missed.
 */
import {execFileSync} from 'node:child_process';
import {acquireEmbeddedServer, type EmbeddedServerLease} from '../src/database/embedded/lease';
import {ensureDatabase} from '../src/database/open-database';
import {type Figure, isMissed, median, renderTable} from './figures';
import {describeMachine, writeSection} from './report';
import {bareEnvironment, timeToFirstAnswer} from './start/application';
import {CleanCopy} from './start/clean-copy';
import {measureSchemaCheck} from './start/schema-check';

const COLD_RUNS = 3;
const BUILD_RUNS = 5;
const WARM_RUNS = 15;
const CHECK_DATABASE = 'thousand_migrations';
const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';

async function main(): Promise<void> {
  const copy = CleanCopy.make();
  try {
    const cold = await measureCold(copy);
    const build = await measureBuild(copy);
    const lease = await acquireEmbeddedServer({dataDir: copy.dataDir});
    try {
      const warm = await measureWarm(copy);
      const check = await measureCheck(lease);
      report([cold, ...warm, build, ...check], lease.version);
    } finally {
      await lease.release();
    }
  } finally {
    copy.remove();
  }
}

async function measureCold(copy: CleanCopy): Promise<Figure> {
  const samplesMs: number[] = [];
  for (let run = 0; run < COLD_RUNS; run += 1) {
    copy.removeBuild();
    copy.removeData();
    note(`cold start ${run + 1} of ${COLD_RUNS}`);
    samplesMs.push(await timeToFirstAnswer(NPM, ['start'], copy.folder));
  }
  return {what: '`npm start` on a clean clone, empty disk, to the first answer', barMs: 8000, samplesMs};
}

async function measureBuild(copy: CleanCopy): Promise<Figure> {
  const samplesMs: number[] = [];
  note('build');
  for (let run = 0; run < BUILD_RUNS; run += 1) {
    copy.removeBuild();
    const started = performance.now();
    execFileSync(process.execPath, ['scripts/build.mjs'], {cwd: copy.folder, env: bareEnvironment()});
    samplesMs.push(performance.now() - started);
  }
  return {what: 'build of everything', barMs: 3000, samplesMs};
}

/** The lease of the caller keeps the embedded server running; the cold start has migrated and seeded. */
async function measureWarm(copy: CleanCopy): Promise<Figure[]> {
  const ways: [what: string, barMs: number | undefined, command: string, args: string[]][] = [
    [
      'start with nothing pending, server running, to the first answer',
      1500,
      process.execPath,
      ['dist/src/index.js'],
    ],
    ['the same by `npm start`, which looks whether to build', undefined, NPM, ['start']],
  ];
  const figures: Figure[] = [];
  for (const [what, barMs, command, args] of ways) {
    note(what);
    await timeToFirstAnswer(command, args, copy.folder);
    const samplesMs: number[] = [];
    for (let run = 0; run < WARM_RUNS; run += 1) {
      samplesMs.push(await timeToFirstAnswer(command, args, copy.folder));
    }
    figures.push({what, barMs, samplesMs});
  }
  return figures;
}

async function measureCheck(lease: EmbeddedServerLease): Promise<Figure[]> {
  note('schema check with 1,000 applied migrations');
  await ensureDatabase(lease, CHECK_DATABASE);
  const {host, port, user, password} = lease;
  return measureSchemaCheck({host, port, user, password, database: CHECK_DATABASE, ssl: false});
}

function report(figures: Figure[], postgresVersion: string): void {
  const [check, list, latest] = figures.slice(-4).map(({samplesMs}) => median(samplesMs));
  const ratio = (peer: number | undefined) => ((check ?? Number.NaN) / (peer ?? Number.NaN)).toFixed(2);
  const text = [
    renderTable(figures),
    '',
    `Schema check / bare Knex: ${ratio(list)} of \`migrate.list()\`, ${ratio(latest)} of \`migrate.latest()\`.`,
    '',
    describeMachine(postgresVersion),
  ].join('\n');
  process.stdout.write(`${text}\n`);
  writeSection('bench:start', text);
  if (figures.some(isMissed)) process.exitCode = 1;
}

function note(text: string): void {
  process.stderr.write(`${text}…\n`);
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});

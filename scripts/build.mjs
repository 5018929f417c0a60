// Builds dist/ when a source changed; safe to call from several processes at once.
import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {withBuildLock} from './build-lock.mjs';

export const PROJECT_ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const SOURCES = ['src', 'test', 'bench', 'knexfile.ts', 'tsconfig.json', 'package-lock.json'];
const LISTED = ['src/database/migrations', 'src/database/seeds'];

/** Thrown when the sources do not compile; the message is the compiler's own. */
export class BuildError extends Error {}

/**
 * Brings dist/ up to date with the sources. A failed compile leaves the old dist/ in place.
 * An installation without TypeScript or without src/ runs what it has.
 * @returns {Promise<boolean>} whether something was compiled
 * @throws BuildError when the sources do not compile, or nothing is built and nothing can be
 */
export async function buildIfNeeded({root = PROJECT_ROOT, log = () => {}} = {}) {
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  if (!fs.existsSync(path.join(root, 'src')) || !fs.existsSync(compiler)) {
    if (fs.existsSync(path.join(root, 'dist'))) return false;
    throw new BuildError('dist/ is missing and can not be built: install with the development dependencies');
  }
  if (isUpToDate(root)) return false;
  return withBuildLock(root, async () => {
    if (isUpToDate(root)) return false;
    removeLeftovers(root);
    log('building…');
    await build(root, compiler);
    return true;
  });
}

async function build(root, compiler) {
  const before = readSources(root, undefined);
  const target = path.join(root, `dist.tmp-${process.pid}`);
  fs.rmSync(target, {recursive: true, force: true});
  try {
    await compile(root, compiler, target);
    for (const folder of LISTED) writeManifest(root, target, folder);
    fs.writeFileSync(path.join(target, '.build.json'), JSON.stringify(before));
    swap(root, target);
  } finally {
    fs.rmSync(target, {recursive: true, force: true});
  }
}

function compile(root, compiler, target) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [compiler, '--outDir', target], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', chunk => {
      output += chunk;
    });
    child.stderr.on('data', chunk => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new BuildError(output.trim() || `the compiler stopped with ${signal ?? `code ${code}`}`));
    });
  });
}

/** Names and checksums of the TypeScript sources, so that checks at start read one file instead of all. */
function writeManifest(root, target, folder) {
  const from = path.join(root, folder);
  if (!fs.existsSync(from)) return;
  const files = fs.readdirSync(from).filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  const entries = files.sort().map(file => ({
    name: file.replace(/(\.(ts|js|cts|cjs))+$/, ''),
    file: file.replace(/\.ts$/, '.js'),
    checksum: checksum(fs.readFileSync(path.join(from, file), 'utf8')),
  }));
  const to = path.join(target, folder);
  fs.mkdirSync(to, {recursive: true});
  fs.writeFileSync(path.join(to, 'manifest.json'), JSON.stringify({version: 1, entries}));
}

/** The same as in src/schema-lifecycle/migration-source.ts, which a test compares. */
export function checksum(text) {
  return createHash('sha256').update(text.replace(/\r\n?/g, '\n')).digest('hex');
}

function swap(root, target) {
  const dist = path.join(root, 'dist');
  const old = path.join(root, `dist.old-${process.pid}`);
  fs.rmSync(old, {recursive: true, force: true});
  if (fs.existsSync(dist)) fs.renameSync(dist, old);
  fs.renameSync(target, dist);
  fs.rmSync(old, {recursive: true, force: true});
}

/** What a killed builder left behind; the caller holds the lock, so nobody is using it. */
function removeLeftovers(root) {
  for (const name of fs.readdirSync(root)) {
    if (/^dist\.(tmp|old)-\d+$/.test(name)) fs.rmSync(path.join(root, name), {recursive: true, force: true});
  }
}

function isUpToDate(root) {
  const file = path.join(root, 'dist/.build.json');
  let built;
  try {
    built = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return false;
    throw error;
  }
  const now = readSources(root, built);
  const names = Object.keys(now);
  if (names.length !== Object.keys(built).length) return false;
  if (!names.every(name => built[name]?.hash === now[name].hash)) return false;
  if (names.some(name => built[name].mtimeMs !== now[name].mtimeMs)) refreshStamp(file, now);
  return true;
}

/** Only the times moved (a fresh checkout, `touch`): the next call need not read the files again. */
function refreshStamp(file, sources) {
  const draft = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(draft, JSON.stringify(sources));
    fs.renameSync(draft, file);
  } catch (error) {
    if (!['EROFS', 'EACCES', 'ENOENT'].includes(error.code)) throw error;
  }
}

/** Per source file: size, time and hash; the hash is taken from `known` while size and time are the same. */
function readSources(root, known) {
  const sources = {};
  for (const file of SOURCES.flatMap(name => listFiles(root, name))) {
    const absolute = path.join(root, file);
    const {size, mtimeMs} = fs.statSync(absolute);
    const same = known?.[file]?.size === size && known[file].mtimeMs === mtimeMs;
    const hash = same
      ? known[file].hash
      : createHash('sha256').update(fs.readFileSync(absolute)).digest('base64');
    sources[file] = {size, mtimeMs, hash};
  }
  return sources;
}

function listFiles(root, name) {
  const absolute = path.join(root, name);
  const stat = fs.statSync(absolute, {throwIfNoEntry: false});
  if (stat === undefined) return [];
  if (stat.isFile()) return [name];
  return fs
    .readdirSync(absolute, {withFileTypes: true})
    .flatMap(entry =>
      entry.isDirectory()
        ? listFiles(root, `${name}/${entry.name}`)
        : entry.isFile()
          ? [`${name}/${entry.name}`]
          : [],
    );
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const built = await buildIfNeeded();
    console.log(built ? 'built' : 'up to date');
  } catch (error) {
    console.error(error instanceof BuildError ? error.message : error);
    process.exitCode = 1;
  }
}

import {strict as assert} from 'node:assert';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {PROJECT_ROOT} from '../../src/config';
import {checksumOf} from '../../src/schema-lifecycle/programmatic';
import {startNode} from '../helpers/command';
import {until} from '../helpers/wait';

const TSCONFIG = {
  compilerOptions: {module: 'node20', rootDir: '.', types: [], strict: true},
  include: ['src'],
};

describe('Building', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'build-'));
    cpSync(path.join(PROJECT_ROOT, 'scripts'), path.join(root, 'scripts'), {recursive: true});
    symlinkSync(path.join(PROJECT_ROOT, 'node_modules'), path.join(root, 'node_modules'));
    write('package.json', '{"type": "commonjs"}');
    write('tsconfig.json', JSON.stringify(TSCONFIG));
    write('src/index.ts', 'export const answer: number = 42;\n');
    write('src/database/migrations/1_a.ts', 'export async function up(): Promise<void> {}\r\n');
  });
  afterEach(() => rmSync(root, {recursive: true, force: true}));

  function write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(root, file)), {recursive: true});
    writeFileSync(path.join(root, file), text);
  }
  const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
  const start = () => startNode([path.join(root, 'scripts/build.mjs')], {}, root);
  const build = () => start().finished;

  it('happens when something changed, and only then', async () => {
    assert.equal((await build()).stdout, 'built\n');
    assert.equal((await build()).stdout, 'up to date\n');

    utimesSync(path.join(root, 'src/index.ts'), new Date(), new Date());
    assert.equal((await build()).stdout, 'up to date\n');

    write('src/index.ts', 'export const answer: number = 43;\n');
    assert.equal((await build()).stdout, 'built\n');
    assert.match(read('dist/src/index.js'), /43/);
  });

  it('leaves no file of a source that is gone', async () => {
    write('src/old.ts', 'export {};');
    await build();
    rmSync(path.join(root, 'src/old.ts'));

    await build();

    assert.equal(existsSync(path.join(root, 'dist/src/old.js')), false);
  });

  it('lists the migrations with the checksums of their sources', async () => {
    await build();

    assert.deepEqual(JSON.parse(read('dist/src/database/migrations/manifest.json')), {
      version: 1,
      entries: [
        {
          name: '1_a',
          file: '1_a.js',
          checksum: checksumOf('export async function up(): Promise<void> {}\n'),
        },
      ],
    });
  });

  it('prints what does not compile, exits with 1 and keeps what was built', async () => {
    await build();
    write('src/index.ts', 'export const answer: number = "x";\n');

    const {code, stderr} = await build();

    assert.equal(code, 1);
    assert.match(stderr, /src\/index\.ts.*TS2322/);
    assert.match(read('dist/src/index.js'), /42/);
    assert.deepEqual(
      readdirSync(root).filter(name => name.startsWith('dist.')),
      [],
    );
  });

  it('happens once when several want it at the same time', async () => {
    const results = await Promise.all(Array.from({length: 4}, build));

    assert.deepEqual(
      results.map(({code, stderr}) => [code, stderr]),
      Array(4).fill([0, '']),
    );
    assert.equal(results.filter(({stdout}) => stdout === 'built\n').length, 1);
  });

  it('is not held up by a builder that was killed, and removes what that one left', async () => {
    const holder = startNode(
      [
        '--input-type=module',
        '-e',
        `import {withBuildLock} from ${JSON.stringify(path.join(root, 'scripts/build-lock.mjs'))};
         import fs from 'node:fs';
         withBuildLock(${JSON.stringify(root)}, () => new Promise(() => {
           fs.mkdirSync(${JSON.stringify(path.join(root, 'dist.tmp-1'))});
           setInterval(() => {}, 1000);
         }));`,
      ],
      {},
    );
    await until(() => existsSync(path.join(root, 'dist.tmp-1')), 'the other one builds');
    const waiting = build();

    holder.child.kill('SIGKILL');
    await holder.finished;

    assert.equal((await waiting).stdout, 'built\n');
    assert.equal(existsSync(path.join(root, 'dist.tmp-1')), false);
  });

  it('is left out where there are no sources: what is built runs', async () => {
    await build();
    rmSync(path.join(root, 'src'), {recursive: true});

    assert.deepEqual([(await build()).code, existsSync(path.join(root, 'dist/src/index.js'))], [0, true]);

    rmSync(path.join(root, 'dist'), {recursive: true});
    const {code, stderr} = await build();
    assert.equal(code, 1);
    assert.match(stderr, /dist\/ is missing/);
  });
});

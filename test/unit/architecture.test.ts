import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {PROJECT_ROOT} from '../../src/config';

const SRC = path.join(PROJECT_ROOT, 'src');
const MAX_LINES = 300;

interface Import {
  /** Path under src, without extension, for a file of ours; else the package. */
  target: string;
  isOurs: boolean;
  /** Gone when compiled. */
  isTypeOnly: boolean;
}

interface SourceFile {
  /** Under src, such as `domain/money.ts`. */
  file: string;
  text: string;
  imports: Import[];
}

const FILES: SourceFile[] = readdirSync(SRC, {recursive: true, encoding: 'utf8'})
  .filter(file => file.endsWith('.ts'))
  .sort()
  .map(file => {
    const text = readFileSync(path.join(SRC, file), 'utf8');
    return {file: file.split(path.sep).join('/'), text, imports: importsOf(file, text)};
  });

function importsOf(file: string, text: string): Import[] {
  const statements = /^(?:import|export)\s+(type\s)?([^;'"]*?)\s*from\s+'([^']+)'|^import\s+'([^']+)'/gm;
  const calls = /\b(typeof import|import|require)\('([^']+)'\)/g;
  return [
    ...[...text.matchAll(statements)].map(([, type, names = '', from, bare]) =>
      importOf(file, from ?? bare ?? '', type !== undefined || namesOnlyTypes(names)),
    ),
    ...[...text.matchAll(calls)].map(([, how, from = '']) => importOf(file, from, how === 'typeof import')),
  ];
}

function namesOnlyTypes(names: string): boolean {
  const listed = /^\{(.*)\}$/s.exec(names.trim())?.[1];
  const each =
    listed
      ?.split(',')
      .map(name => name.trim())
      .filter(name => name !== '') ?? [];
  return each.length > 0 && each.every(name => name.startsWith('type '));
}

function importOf(file: string, from: string, isTypeOnly: boolean): Import {
  if (!from.startsWith('.')) return {target: from, isOurs: false, isTypeOnly};
  const target = path.posix.join(path.posix.dirname(file.split(path.sep).join('/')), from);
  return {target, isOurs: true, isTypeOnly};
}

/** Lines such as `controllers/a.ts imports repositories/b` for what `isForbidden` says of the files in `folder`. */
function violations(folder: string, isForbidden: (imported: Import) => boolean): string[] {
  const files = FILES.filter(({file}) => file.startsWith(folder));
  assert.ok(files.length > 0, `there are files in src/${folder}`);
  return files.flatMap(({file, imports}) =>
    imports.filter(isForbidden).map(({target}) => `${file} imports ${target}`),
  );
}

const isIn = (target: string, folders: readonly string[]) =>
  folders.some(folder => target.startsWith(folder));

describe('The source', () => {
  it('is read correctly by this test', () => {
    const text = [
      `import a, {b} from './a';`,
      `import {type C, type D} from '../c';`,
      `import type {E} from 'e';`,
      `import {\n  type F,\n  g,\n} from './f';`,
      `import 'h';`,
      `export * from './i';`,
      `const j = require('./j') as typeof import('./j');`,
    ].join('\n');

    assert.deepEqual(
      importsOf('folder/file.ts', text).map(({target, isTypeOnly}) => [target, isTypeOnly]),
      [
        ['folder/a', false],
        ['c', true],
        ['e', true],
        ['folder/f', false],
        ['h', false],
        ['folder/i', false],
        ['folder/j', false],
        ['folder/j', true],
      ],
    );
  });

  it('has domain rules that know no framework, no input or output and nothing of the rest', () => {
    const allowed = (imported: Import) =>
      imported.isOurs ? imported.target.startsWith('domain/') : imported.target === 'node:crypto';
    assert.deepEqual(
      violations('domain/', imported => !allowed(imported)),
      [],
    );
    for (const {file, text, imports} of FILES.filter(({file}) => file.startsWith('domain/'))) {
      assert.doesNotMatch(text, /\bnew Date\(\)|\bDate\.now\(|\bprocess\.|\bMath\.random\(|\bfetch\(/, file);
      if (imports.some(({target}) => target === 'node:crypto')) {
        assert.match(text, /^import \{random(Bytes|Int|UUID)\} from 'node:crypto';$/m, file);
      }
    }
  });

  it('has a schema lifecycle that knows nothing of training', () => {
    const forbidden = ({target, isOurs, isTypeOnly}: Import) =>
      isOurs && !target.startsWith('schema-lifecycle/') && !(isTypeOnly && target === 'config-connection');
    assert.deepEqual(violations('schema-lifecycle/', forbidden), []);
    const words = /\b(booking|course|schedule[sd]?|venue|attendee|seat|discount|instructor)\b/i;
    for (const {file, text} of FILES.filter(({file}) => file.startsWith('schema-lifecycle/'))) {
      assert.doesNotMatch(text, words, file);
    }
  });

  it('depends one way: controllers on services, services on repositories, repositories on models', () => {
    const value = (folders: string[]) => (imported: Import) =>
      imported.isOurs && !imported.isTypeOnly && isIn(imported.target, folders);
    const any = (folders: string[]) => (imported: Import) =>
      imported.isOurs && isIn(imported.target, folders);

    // The definition of a list is one thing for the route that declares its filters and the query that applies them.
    const kept = value(['repositories/', 'database/', 'datasources/', 'models/']);
    const isList = ({target}: Import) => target.startsWith('repositories/lists/');
    assert.deepEqual(
      violations('controllers/', imported => kept(imported) && !isList(imported)),
      [],
    );
    assert.deepEqual(violations('services/', any(['controllers/', 'middleware/'])), []);
    assert.deepEqual(
      violations('repositories/', any(['services/', 'controllers/', 'middleware/', 'jobs/', 'cli/'])),
      [],
    );
    assert.deepEqual(
      violations('models/', ({target, isOurs}) => isOurs && !isIn(target, ['models/', 'domain/'])),
      [],
    );
    assert.deepEqual(
      violations('database/', any(['services/', 'controllers/', 'repositories/', 'middleware/'])),
      [],
    );
    assert.deepEqual(violations('cli/', any(['controllers/', 'middleware/', 'services/', 'models/'])), []);
  });

  it('has seeds and migrations that stand by themselves', () => {
    for (const folder of ['database/seeds/', 'database/migrations/']) {
      assert.deepEqual(
        violations(folder, ({isOurs, isTypeOnly}) => isOurs && !isTypeOnly),
        [],
      );
    }
  });

  it('reads the environment in one place', () => {
    const readers = FILES.filter(({text}) => /\bprocess\.env\b/.test(text)).map(({file}) => file);
    assert.deepEqual(readers, ['config.ts']);
  });

  it('writes SQL where data are kept, and nowhere else', () => {
    const sql =
      /\b(select|insert into|delete from)\s[^;`'"]*?\b(from|values|select|where)\b|\bupdate \w+\s+set\s/;
    const allowed = [
      'repositories/',
      'database/',
      'schema-lifecycle/',
      'observers/',
      'cli/',
      // Asks for the job queue's own tables.
      'jobs/worker-schema-state.ts',
    ];
    const found = FILES.filter(({text}) => sql.test(text.replaceAll(/^\s*(\/?\*|\/\/).*$/gm, '')));
    assert.ok(found.some(({file}) => file === 'repositories/booking.repository.ts'));
    assert.deepEqual(
      found.map(({file}) => file).filter(file => !isIn(file, allowed)),
      [],
    );
  });

  it('leaves money, dates and ids out of floats: amounts are never parsed as such outside the domain', () => {
    const found = FILES.filter(({file, text}) => !file.startsWith('domain/') && /\bparseFloat\(/.test(text));
    assert.deepEqual(
      found.map(({file}) => file),
      [],
    );
  });

  it(`has no file of more than ${MAX_LINES} lines`, () => {
    const long = FILES.map(({file, text}) => ({file, lines: text.trimEnd().split('\n').length}));
    assert.deepEqual(
      long.filter(({lines}) => lines > MAX_LINES),
      [],
    );
  });
});

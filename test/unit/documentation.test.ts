import {strict as assert} from 'node:assert';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {PROJECT_ROOT} from '../../src/config';
import {variables} from '../../src/config-variables';
import {HTTP_STATUS} from '../../src/middleware/http-status';

const read = (file: string) => readFileSync(path.join(PROJECT_ROOT, file), 'utf8');

describe('The documentation', () => {
  it('names every code that a rule of the domain can answer with, and its status', () => {
    const [, afterRules = ''] = read('docs/domain.md').split('Rules of the domain');
    const [table = ''] = afterRules.split('Before any rule');

    const rows = [...table.matchAll(/^\| `([A-Z_]+)` \| (\d+) \| \S/gm)];

    assert.deepEqual(Object.fromEntries(rows.map(([, code, status]) => [code, Number(status)])), HTTP_STATUS);
  });

  it('points only to files that exist', () => {
    const pages = [
      'README.md',
      ...readdirSync(path.join(PROJECT_ROOT, 'docs'), {recursive: true})
        .map(file => path.join('docs', String(file)))
        .filter(file => file.endsWith('.md')),
    ];

    const dead = pages.flatMap(page => {
      const text = read(page);
      const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link]) =>
        path.join(path.dirname(page), link ?? ''),
      );
      const named = [...text.matchAll(/`((?:src|test|scripts|docs|public)\/[\w./-]+)`/g)].map(
        ([, file]) => file ?? '',
      );
      return [...links, ...named]
        .filter(file => !existsSync(path.join(PROJECT_ROOT, file)))
        .map(file => `${page}: ${file}`);
    });

    assert.deepEqual(dead, []);
  });

  it('lists every decision', () => {
    const index = read('docs/architecture.md');

    const missing = readdirSync(path.join(PROJECT_ROOT, 'docs/decisions')).filter(
      file => !index.includes(`(decisions/${file})`),
    );

    assert.deepEqual(missing, []);
  });

  it('names only npm scripts that exist, and all of them', () => {
    const {scripts} = JSON.parse(read('package.json')) as {scripts: Record<string, string>};
    const readme = read('README.md');

    const named = new Set(
      [...readme.matchAll(/npm (?:run (?:-s )?([a-z][a-z:-]*)|(start|test)\b)/g)].map(
        ([, run, short]) => run ?? short ?? '',
      ),
    );

    assert.deepEqual(
      [...named].filter(name => !(name in scripts)),
      [],
    );
    assert.deepEqual(
      Object.keys(scripts).filter(name => !named.has(name)),
      [],
    );
  });

  it('names only variables that are configured somewhere', () => {
    const known = new Set([...Object.keys(variables), 'TEST_DATABASE_URL', 'CHROMIUM_PATH']);

    const named = [...read('README.md').matchAll(/`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`/g)].map(
      ([, name]) => name ?? '',
    );

    assert.deepEqual(
      [...new Set(named)].filter(name => !known.has(name) && name !== 'RATE_LIMITED'),
      [],
    );
  });
});

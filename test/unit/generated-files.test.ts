import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {PROJECT_ROOT} from '../../src/config';
import {renderEnvExample, variables} from '../../src/config-variables';
import {renderOpenApi} from '../../src/openapi/render-spec';

const read = (...file: string[]) => readFileSync(path.join(PROJECT_ROOT, ...file), 'utf8');
const sourcesOf = (folder: string) =>
  readdirSync(path.join(PROJECT_ROOT, folder), {recursive: true, encoding: 'utf8'})
    .filter(file => /\.(ts|mjs|js)$/.test(file))
    .map(file => read(folder, file));

/** Not ours to document: what npm and shells set, and the switch of the `debug` package that Knex and LoopBack read. */
const FOREIGN = new Set(['COLUMNS', 'DEBUG', 'PATH', 'npm_lifecycle_event']);

describe('Generated files', () => {
  it('.env.example is what the table of variables says: run `npm run generate`', () => {
    assert.equal(read('.env.example'), renderEnvExample());
  });

  it('openapi.json is what the application says: run `npm run generate`', async () => {
    assert.equal(read('openapi.json'), await renderOpenApi());
  });

  it('name commands that exist', () => {
    const {scripts} = JSON.parse(read('package.json')) as {scripts: Record<string, string>};
    const named = [...read('.env.example').matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);

    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter(name => !(name in scripts)),
      [],
    );
  });
});

describe('Environment variables', () => {
  const sources = [...sourcesOf('src'), ...sourcesOf('scripts'), read('knexfile.ts')];

  it('are all documented', () => {
    const used = sources.flatMap(text => [
      ...[...text.matchAll(/\bprocess\.env\.(\w+)/g)].map(([, name]) => name),
      ...[...text.matchAll(/\b(?:values|env|given)\.([A-Z][A-Z0-9_]+)\b/g)].map(([, name]) => name),
    ]);

    assert.ok(used.length > 20);
    assert.deepEqual(
      used.filter(name => name !== undefined && !FOREIGN.has(name) && !(name in variables)),
      [],
    );
    const example = read('.env.example');
    for (const name of Object.keys(variables)) assert.match(example, new RegExp(`^# ${name}=`, 'm'));
  });

  it('are all used', () => {
    const readers = sources.join('\n').replaceAll(/^ {2}[A-Z][A-Z0-9_]+: \{.*$/gm, '');
    const isRead = (name: string) =>
      new RegExp(`(values|env|given)\\.${name}\\b`).test(readers) ||
      readers.includes(`'${name}'`) ||
      // The three families are read by prefix and last word.
      /^(DB|DATABASE|SUPABASE_DB)_(HOST|PORT|NAME|USER|PASSWORD)$/.test(name);

    assert.deepEqual(
      Object.keys(variables).filter(name => !isRead(name)),
      [],
    );
  });

  it('show no secret as a default', () => {
    for (const [name, {default: value}] of Object.entries(variables) as [string, {default?: string}][]) {
      if (/SECRET|PASSWORD|URL/.test(name)) assert.equal(value, undefined, name);
    }
  });
});

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {Client} from 'pg';
import {commands} from '../../src/cli/commands';
import {PROJECT_ROOT} from '../../src/config';
import {runCommand} from '../helpers/command';
import {formatServerUrl, testServer} from '../helpers/server';

interface Samples {
  collectSamples(server: object): Promise<Record<string, string>>;
  insertSamples(document: string, samples: Record<string, string>): string;
}

const DOCUMENT = path.join(PROJECT_ROOT, 'docs/schema-lifecycle.md');
/** What is to be copied as it stands. */
const IS_TYPED = /^\s*(npm run|create table|\$ )/;

describe('What the document of the schema lifecycle shows', () => {
  it('is what the commands print, in lines that fit a terminal', async () => {
    const script: Samples = await import(path.join(PROJECT_ROOT, 'scripts/document-lifecycle.mjs'));
    const url = (database: string) => formatServerUrl(testServer(), database);
    const query = async (sql: string, database = 'postgres') => {
      const client = new Client(url(database));
      await client.connect();
      try {
        return await client.query(sql);
      } finally {
        await client.end();
      }
    };

    const samples = await script.collectSamples({url, query, dist: path.join(__dirname, '../..')});

    const document = readFileSync(DOCUMENT, 'utf8');
    assert.equal(script.insertSamples(document, samples), document, 'npm run docs:lifecycle writes it anew');
    for (const line of Object.values(samples).flatMap(sample => sample.split('\n'))) {
      assert.ok(line.length <= 80 || IS_TYPED.test(line), line);
    }
  });

  it('helps with every command in lines that fit a terminal', async () => {
    const overview = await runCommand(['help']);
    const helps = await Promise.all(Object.keys(commands).map(name => runCommand([name, '--help'])));

    for (const {code, stdout} of [overview, ...helps]) {
      assert.equal(code, 0);
      for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
      assert.match(stdout, /Exit codes:/);
    }
  });
});

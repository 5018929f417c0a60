import assert from 'node:assert/strict';
import {runCommand} from '../../../helpers/command';
import {onUsualServer} from '../../../helpers/each-server';
import {MigrationFolder} from '../../../helpers/migrations';
import type {TestDatabase} from '../../../helpers/server';

const up = (body: string) =>
  `exports.up = async knex => {\n  await knex.raw('create table b (id int)');\n  ${body}\n};`;

const NOTHING_KEPT = '\n  nothing of it was kept; when the cause is mended, run the same command again\n';

/** What is wrong, the file, and all that is said about it. */
const BROKEN: [what: string, file: string, said: RegExp][] = [
  [
    'throws an error',
    up(`throw new Error('not today');`),
    new RegExp(`^2_b \\(up\\) failed: not today\n {2}in: create table b \\(id int\\)${NOTHING_KEPT}$`),
  ],
  [
    'throws what is no error',
    up(`throw {reason: 'no idea'};`),
    new RegExp(`^2_b \\(up\\) failed: { reason: 'no idea' }\n.*${NOTHING_KEPT}$`),
  ],
  [
    'takes longer than it may',
    `${up(`await knex.raw('select pg_sleep(60)');`)}\nexports.config = {statementTimeoutMs: 30};`,
    new RegExp(
      '^2_b \\(up\\) failed: canceling statement due to statement timeout\n {2}in: select pg_sleep\\(60\\)\n' +
        ` {2}to let its statements run longer: export const config = {statementTimeoutMs: …}${NOTHING_KEPT}$`,
    ),
  ],
  ['does not compile', up(`await knex.raw(;`), /2_b\.js does not load: Unexpected token ';' \(line 3\)\n$/],
  [
    'needs a module that is not there',
    `require('./nowhere');\n${up('')}`,
    /2_b\.js does not load: Cannot find module '\.\/nowhere'\n$/,
  ],
  ['has no up', `exports.down = async () => {};`, /2_b\.js exports no function "up"\n$/],
  ['ends the process', up('process.exit(0);'), /^the command ended before it was done: what it ran ended/],
  [
    'fails past its promise',
    up(`setTimeout(() => { throw new Error('too late'); }); await new Promise(() => {});`),
    /^the command ended before it was done: .*2_b\.js:3.*Error: too late/s,
  ],
];

onUsualServer('A migration that', createDatabase => {
  let database: TestDatabase;
  let folder: MigrationFolder;
  beforeEach(async () => {
    database = await createDatabase();
    folder = new MigrationFolder().add('1_a', 'create table a (id int)');
  });
  afterEach(async () => {
    folder.delete();
    await database.drop();
  });

  const migrate = () =>
    runCommand(['migrate', `--directory=${folder.directory}`], {DATABASE_URL: database.url});

  for (const [what, file, said] of BROKEN) {
    it(`${what} is named with the reason, leaves nothing, and runs when it is mended`, async () => {
      folder.write('2_b.js', file);

      const broken = await migrate();

      assert.notEqual(broken.code, 0);
      assert.match(broken.stderr, said);
      assert.equal((await database.query("select to_regclass('b') as b")).rows[0]?.b, null);
      folder.write('2_b.js', up(''));
      const {code, stdout, stderr} = await migrate();
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /applied 2_b/);
    });
  }
});

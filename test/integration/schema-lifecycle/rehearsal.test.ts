import {strict as assert} from 'node:assert';
import type {StatementReport} from '../../../src/schema-lifecycle/rehearsal/report';
import {onEachServer} from '../../helpers/each-server';
import {type PendingMigration, rehearseOnCopy} from '../../helpers/rehearsal';
import type {TestDatabase} from '../../helpers/server';

const BASE = `
create table users (id bigint primary key, email text not null, name text, age int, token text);
create table orders (id bigint primary key, user_id bigint);
alter table users add constraint old check (age > 0) not valid;
`;

const CONCURRENTLY = 'create index concurrently users_age on users (age)';

/** Statement, strongest lock on `users`, and what became of the table. */
const EFFECTS: [sql: string, lock: string | null, effect: string][] = [
  ['create index users_email on users (email)', 'SHARE', 'scanned blocking'],
  [CONCURRENTLY, 'SHARE UPDATE EXCLUSIVE', 'scanned concurrent'],
  ['alter table users add column a uuid default gen_random_uuid()', 'ACCESS EXCLUSIVE', 'rewritten'],
  ["alter table users add column b text default 'same'", 'ACCESS EXCLUSIVE', ''],
  ['alter table users alter column name set not null', 'ACCESS EXCLUSIVE', 'scanned'],
  ['alter table users add constraint young check (age < 99999999)', 'ACCESS EXCLUSIVE', 'scanned'],
  ['alter table users validate constraint old', 'SHARE UPDATE EXCLUSIVE', 'scanned'],
  // The index on it is built anew as well.
  ['alter table users alter column age type bigint', 'ACCESS EXCLUSIVE', 'rewritten blocking'],
  ['alter table users alter column token type varchar', 'ACCESS EXCLUSIVE', ''],
  ['alter table orders add foreign key (user_id) references users', 'SHARE ROW EXCLUSIVE', 'scanned'],
  ['update users set token = null where id = 1000001', 'ROW EXCLUSIVE', ''],
  ['select 1 from users where id = 1', 'ACCESS SHARE', ''],
  ['truncate users cascade', 'ACCESS EXCLUSIVE', ''],
  ['create table people (id int)', null, ''],
];

onEachServer('A rehearsal', createDatabase => {
  let template: TestDatabase;
  before(async () => {
    template = await createDatabase();
    await template.query(BASE);
  });
  after(() => template.drop());

  const outside = (...up: string[]): PendingMigration => ({up, config: {transaction: false}});
  const javascript = (body: string): PendingMigration => ({
    up: '',
    text: `exports.up = async knex => { ${body} };`,
  });

  describe('of one statement after the other', () => {
    const reports = new Map<string, StatementReport>();
    before(async () => {
      const pending = EFFECTS.map(([sql], index): [string, PendingMigration] => [
        `${index}`,
        sql === CONCURRENTLY ? outside(sql) : {up: sql},
      ]);
      const {migrations} = await rehearseOnCopy(template, Object.fromEntries(pending), {
        rowsFor: () => 1_000,
      });
      for (const {statements} of migrations) {
        for (const statement of statements) reports.set(statement.sql, statement);
      }
    });

    for (const [sql, lock, effect] of EFFECTS) {
      it(`knows the lock and the effect of: ${sql}`, () => {
        const report = reports.get(sql);

        assert.equal(report?.locks.find(({table}) => table === 'users')?.mode ?? null, lock);
        const effects = [
          report?.rewritten.includes('users')
            ? 'rewritten'
            : report?.scanned.includes('users')
              ? 'scanned'
              : '',
          report?.indexBuild ?? '',
        ];
        assert.equal(effects.join(' ').trim(), effect);
      });
    }

    it('estimates by the rows of the target what goes through a whole table, and nothing else', () => {
      const [index, addColumn] = ['create index users_email on users (email)', EFFECTS[3]?.[0] ?? ''].map(
        sql => reports.get(sql),
      );

      assert.equal(index?.onTarget?.rows, 50_000);
      assert.equal(Math.round((index?.onTarget?.estimateMs ?? 0) / (index?.durationMs ?? 1)), 50);
      assert.equal(addColumn?.onTarget?.estimateMs, addColumn?.durationMs);
    });

    it('counts the rows that were rewritten or changed', () => {
      assert.equal(reports.get('alter table users alter column age type bigint')?.rowsTouched, 1_000);
      assert.equal(reports.get('update users set token = null where id = 1000001')?.rowsTouched, 1);
    });
  });

  it('parts a text of several statements and measures each', async () => {
    const {migrations} = await rehearseOnCopy(template, {
      '1_a': {
        up: "create table a (n text default ';'); do $$ begin perform 1; end $$; alter table users drop column token",
      },
    });

    assert.deepEqual(
      migrations[0]?.statements.map(({sql, lock}) => [sql.slice(0, 11), lock?.mode ?? null]),
      [
        ['create tabl', null],
        ['do $$ begin', null],
        ['alter table', 'ACCESS EXCLUSIVE'],
      ],
    );
  });

  it('keeps local settings for the rest of the migration, and no longer', async () => {
    const shows = (value: string) =>
      `do $$ begin if current_setting('work_mem') <> '${value}' then raise 'work_mem is %', current_setting('work_mem'); end if; end $$`;

    const {migrations} = await rehearseOnCopy(template, {
      '1_a': {up: ["set local work_mem = '7MB'", 'create table a ()', shows('7MB')]},
      '2_b': {up: shows('4MB')},
    });

    assert.deepEqual(
      migrations.map(({failure}) => failure),
      [null, null],
    );
  });

  it('runs transactions inside a migration as they are, the undone ones too', async () => {
    const {migrations} = await rehearseOnCopy(template, {
      '1_a': javascript(`
        await knex.transaction(trx => trx.raw('create table a (id int)'));
        await knex.transaction(async trx => { await trx.raw('create table b ()'); throw new Error('no'); }).catch(() => {});
        await knex.raw('insert into a values (1)');
        await knex.raw('alter table users add column n int');`),
      '2_b': {up: 'create table b (); alter table a add column m int'},
    });

    assert.deepEqual(
      migrations.map(({failure}) => failure),
      [null, null],
    );
    assert.deepEqual(migrations[0]?.statements.at(-1)?.lock, {table: 'users', mode: 'ACCESS EXCLUSIVE'});
  });

  it('runs the statements that a migration sends side by side one by one', async () => {
    const {text = ''} = javascript(`
      const add = table => knex.raw('alter table ' + table + ' add column n int');
      await Promise.all([add('users'), add('orders')]);`);

    const {migrations} = await rehearseOnCopy(template, {
      '1_a': {up: '', text: `${text} exports.config = {transaction: false};`},
    });

    assert.deepEqual(
      migrations[0]?.statements.map(({locks}) => locks.map(({table}) => table)),
      [['users'], ['orders']],
    );
  });

  it('hands results back as the server does', async () => {
    const {migrations} = await rehearseOnCopy(template, {
      '1_a': javascript(`
        if (await knex.schema.hasTable('nothing')) throw new Error('hasTable');
        const [{n}] = await knex.select(knex.raw('1 as n'));
        const many = await knex.raw('select 1 as a; select 2 as b');
        if (n !== 1 || many[1].rows[0].b !== 2) throw new Error(JSON.stringify(many));`),
    });

    assert.deepEqual(migrations[0]?.failure, null);
  });

  it('stops at a statement that fails, names it, and keeps what was measured before', async () => {
    const {migrations} = await rehearseOnCopy(template, {
      '1_a': {up: ['create table a (id int)', 'alter table nothing add column x int', 'create table b ()']},
      '2_b': {up: 'select 1'},
    });

    assert.equal(migrations.length, 1);
    assert.deepEqual(migrations[0]?.failure, {
      sql: 'alter table nothing add column x int',
      error: 'relation "nothing" does not exist',
    });
    assert.equal(migrations[0]?.statements.length, 1);
  });

  it('fails as the server would when a concurrent index is one of several in a text', async () => {
    const {migrations} = await rehearseOnCopy(template, {'1_a': outside(`select 1; ${CONCURRENTLY}`)});

    assert.match(migrations[0]?.failure?.error ?? '', /cannot (run|be executed) (inside|within|from) a/i);
  });

  it('measures without generated rows what they break, and says so', async () => {
    const {migrations, notes} = await rehearseOnCopy(template, {
      '1_a': {up: ["alter table users add constraint just check (name = 'x')"]},
    });

    assert.deepEqual(migrations[0]?.failure, null);
    assert.deepEqual(migrations[0]?.statements[0]?.scanned, ['users']);
    assert.match(notes[0] ?? '', /^users was measured without generated rows: check constraint "just"/);
  });

  it('silences a rule for a reason that stands in the file, and for no other', async () => {
    const drop = `exports.up = knex => knex.raw('alter table users drop column age, add column j json');`;

    const {findings, silenced} = await rehearseOnCopy(template, {
      '1_a': {
        up: '',
        text: `// lint-allow ban-drop-column: nothing reads it since 2.1\n// lint-allow adding-json-column\n${drop}`,
      },
      '2_b': {
        up: 'alter table users drop column j',
        config: {lint: {allow: ['ban-drop-column', 'nonsense']}},
      },
    });

    assert.deepEqual(
      silenced.map(({migration, rule, reason}) => [migration, rule, reason]),
      [
        ['1_a', 'ban-drop-column', 'nothing reads it since 2.1'],
        ['2_b', 'ban-drop-column', null],
      ],
    );
    assert.deepEqual(
      findings.map(({migration, rule}) => [migration, rule]),
      [
        ['1_a', 'adding-json-column'],
        ['2_b', 'unknown-rule'],
      ],
    );
  });

  it('warns only where the tables of the target are empty', async () => {
    const {findings} = await rehearseOnCopy(
      template,
      {'1_a': {up: 'create index on users (email)'}},
      {targetRows: 0},
    );

    assert.deepEqual(
      findings.map(({rule, severity}) => [rule, severity]),
      [['require-concurrent-index-creation', 'warning']],
    );
  });
});

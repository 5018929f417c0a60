import {strict as assert} from 'node:assert';
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {PROJECT_ROOT} from '../../../src/config';
import {dumpMigratedSchema} from '../../../src/schema-lifecycle/dump/dump';
import {readSchema, type Schema} from '../../../src/schema-lifecycle/dump/read-schema';
import {writeDiagram} from '../../../src/schema-lifecycle/dump/write-diagram';
import {writeSql} from '../../../src/schema-lifecycle/dump/write-sql';
import {writeTypes} from '../../../src/schema-lifecycle/dump/write-types';
import {MigrationSource} from '../../../src/schema-lifecycle/programmatic';
import {Session} from '../../../src/schema-lifecycle/session';
import {runCommand} from '../../helpers/command';
import {MigrationFolder} from '../../helpers/migrations';
import {readFingerprint} from '../../helpers/schema';
import {createDatabase, type TestDatabase} from '../../helpers/server';
import {migratedDatabase} from '../../helpers/template';

async function schemaOf(database: TestDatabase): Promise<Schema> {
  const session = await Session.open(database.connection, 'test');
  try {
    return await readSchema(session);
  } finally {
    await session.close();
  }
}

describe('The files that are made from the migrations', () => {
  let database: TestDatabase;
  let schema: Schema;
  const read = (file: string) => readFileSync(path.join(PROJECT_ROOT, file), 'utf8');
  before(async () => {
    database = await migratedDatabase();
    schema = await schemaOf(database);
  });
  after(() => database.drop());

  it('docs/schema.sql is current (npm run schema:dump), and makes the very same schema', async () => {
    const sql = read('docs/schema.sql');
    assert.equal(sql, writeSql(schema));

    const other = await createDatabase();
    await other.query(sql);
    assert.equal(await readFingerprint(other), await readFingerprint(database));
    await other.drop();
  });

  it('docs/schema.md is current: npm run schema:diagram', () => {
    assert.equal(read('docs/schema.md'), writeDiagram(schema));
  });

  it('src/database/tables.ts is current: npm run schema:types', () => {
    assert.equal(read('src/database/tables.ts'), writeTypes(schema, {int8: 'number', date: 'string'}));
  });
});

describe('Dumping a schema', () => {
  let target: TestDatabase;
  let folder: MigrationFolder;
  beforeEach(async () => {
    target = await createDatabase();
    folder = new MigrationFolder();
  });
  afterEach(async () => {
    folder.delete();
    await target.drop();
  });

  it('keeps everything that the fingerprint knows, whatever needs what', async () => {
    folder.add(
      '1_all',
      `create schema other; create extension unaccent;
       create type other.mood as enum ('good', 'it''s bad'); create domain short as varchar(5) not null default 'x'
         constraint short_check check (value <> 'y');
       create sequence numbers as integer start with 5 increment by 2 minvalue 3 maxvalue 99 cycle;
       create function twice(n int) returns int language sql immutable as 'select n * 2';
       create table "Odd Table" (id int generated always as identity (start with 7) primary key, "group" text unique,
         mood other.mood not null default 'good', s short, n bigint default nextval('numbers'), made timestamptz default now(),
         double int generated always as (twice(1)) stored, c text collate "C", check ("group" in ('a', 'b') or mood = 'good'));
       create table old (id serial primary key, odd int references "Odd Table" on delete cascade deferrable,
         state varchar(9) check (state in ('on', 'off')), note text, exclude using btree (note with =));
       alter table old rename to newer; alter table newer add constraint late check (id > 0) not valid;
       create unlogged table fast (id int) with (fillfactor = 70);
       create table parts (day date not null, n int) partition by range (day);
       create table parts_1 partition of parts for values from ('2026-01-01') to ('2027-01-01');
       create index parts_n on parts (n); create unique index newer_state on newer (lower(state)) where state in ('on', 'off');
       create view a_view as select 1 as one; create view z as select id from newer;
       create or replace view a_view as select id as one from z;
       create materialized view totals as select count(*) as n from newer; create index totals_n on totals (n);
       create function newest() returns setof newer language sql as 'select * from public.newer';
       create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
       create trigger touched before update on newer for each row
         when (old.id is distinct from new.id or old.odd is distinct from new.odd or old.state is distinct from new.state)
         execute function touch();
       create trigger silent before insert on newer for each row execute function touch();
       alter table newer disable trigger silent; alter table newer enable row level security;
       create policy mine on newer as restrictive for update to public using (id = 1) with check (state in ('on', 'off'));
       comment on table newer is 'it''s new'; comment on column newer.note is E'a\\\\b'`,
    );

    const sql = await dumpMigratedSchema({target: target.connection}, new MigrationSource(folder.directory));

    await target.query(sql);
    assert.deepEqual((await schemaOf(target)).comments, [
      {object: 'column public.newer.note', text: 'a\\b'},
      {object: 'table public.newer', text: "it's new"},
    ]);
  });

  it('refuses to write what would not make the same schema', async () => {
    folder.add('1_a', 'create aggregate total(int) (sfunc = int4pl, stype = int)');

    await assert.rejects(
      dumpMigratedSchema({target: target.connection}, new MigrationSource(folder.directory)),
      {
        code: 'DUMP_INCOMPLETE',
        message: /function public\.total\(integer\): removed/,
      },
    );
  });

  it('draws keys and relations, and types columns by their checks and enums', async () => {
    await target.query(`
      create type mood as enum ('good', 'it''s bad');
      create table users (id bigint generated always as identity primary key, mail varchar(20) not null unique);
      create table user_profiles (user_id bigint primary key references users, born date, tags text[] not null,
        moods mood[], price numeric(10, 2) not null, data jsonb, "odd name" int, mood mood not null,
        friend bigint references users, state varchar(3) not null default 'on' check (state in ('on', 'off')))`);
    const schema = await schemaOf(target);

    const [diagram, types] = [writeDiagram(schema), writeTypes(schema, {int8: 'number'})];

    assert.match(diagram, /^ {2}users \|\|--o\| user_profiles : user_id$/m);
    assert.match(diagram, /^ {2}users \|o--o\{ user_profiles : friend$/m);
    assert.match(diagram, /^ {4}varchar\(20\) mail UK$/m);
    assert.match(diagram, /^ {4}bigint user_id PK, FK$/m);
    assert.match(diagram, /^ {4}numeric\(10-2\) price$/m);
    assert.match(
      types.replaceAll(/\s+/g, ' '),
      /UserProfilesRow \{ user_id: number; born: Date \| null; tags: string\[\]; moods: string \| null; price: string; data: unknown; 'odd name': number \| null; mood: 'good' \| 'it\\'s bad'; friend: number \| null; state: 'on' \| 'off'; \}/,
    );
    assert.match(types, /^ {4}users: Table<UsersRow,\n {6}'id'>;$/m);
  });

  it('is three commands, each of which tells with --check and exit code 4 that its file is stale', async () => {
    folder.add('1_a', 'create table a (id int)');
    const out = path.join(folder.directory, 'made.txt');
    for (const name of ['schema:dump', 'schema:diagram', 'schema:types']) {
      const run = (...args: string[]) =>
        runCommand([name, `--directory=${folder.directory}`, `--out=${out}`, ...args], {
          DATABASE_URL: target.url,
          SCRATCH_DATABASE_URL: target.url,
        });
      writeFileSync(out, 'old');

      const stale = await run('--check');
      assert.deepEqual([stale.code, readFileSync(out, 'utf8')], [4, 'old'], stale.stderr);
      assert.match(stale.stdout, /made\.txt is stale: write it without --check/);
      assert.equal((await run()).code, 0);
      assert.match(readFileSync(out, 'utf8'), /\ba\b/);
    }
  });
});

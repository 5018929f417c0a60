import {strict as assert} from 'node:assert';
import {MigrationSource} from '../../../src/schema-lifecycle/programmatic';
import {validateMigrations} from '../../../src/schema-lifecycle/validation/validate';
import {onEachServer} from '../../helpers/each-server';
import {MigrationFolder} from '../../helpers/migrations';
import type {TestDatabase} from '../../helpers/server';

onEachServer('The generated rows that prove migrations', createDatabase => {
  let target: TestDatabase;
  let folder: MigrationFolder;
  before(async () => {
    target = await createDatabase();
  });
  beforeEach(() => {
    folder = new MigrationFolder();
  });
  afterEach(() => folder.delete());
  after(() => target.drop());

  const validate = () =>
    validateMigrations({target: target.connection}, new MigrationSource(folder.directory));

  it('puts values into the rows that are not the defaults, which would come back by themselves', async () => {
    const columns = Array.from({length: 8}, (_, index) => `c${index}`);
    folder
      .add('1_a', 'create table a (id int primary key)', 'drop table a')
      .add(
        '2_b',
        `alter table a ${columns.map(name => `add ${name} int not null default 0 check (${name} in (0, 5) and ${name} <> 6)`).join()}`,
        `alter table a ${columns.map(name => `drop ${name}`).join()}`,
      );

    const [, migration] = (await validate()).migrations;

    assert.deepEqual(
      migration?.details,
      columns.map(name => `down drops column a.${name}`),
    );
  });

  it('fills every table by its keys, checks, patterns, enums and exclusions', async () => {
    folder.add(
      '1_all',
      `create extension if not exists btree_gist;
       create type mood as enum ('good', 'bad'); create domain short as varchar(5);
       create table parent (id int generated always as identity primary key, code text not null unique
         check (code ~ '^[A-Z]{2}-[0-9]{3}(x|y){0,1}$'));
       create table child (
         id bigserial primary key, parent_id int not null references parent on delete cascade, mood mood not null,
         name short not null, price numeric(10, 2) not null check (price > 100 and price <= 500),
         state varchar(9) not null check (state in ('open', 'closed')), closed_at timestamptz,
         starts timestamptz not null, ends timestamptz not null check (ends > starts),
         data jsonb not null check (jsonb_typeof(data) = 'array'), tags text[] not null, ip inet, key uuid not null,
         raw bytea, day date, took interval, ok boolean not null default true, fee int check (fee between 3 and 5),
         parent_again int references parent,
         check ((state = 'closed') = (closed_at is not null)),
         exclude using gist (parent_id with =, tstzrange(starts, ends) with &&));
       create table pair (a bigint references child, b int references parent, primary key (a, b));
       create table self (id int primary key, boss int references self);
       create function no_change() returns trigger language plpgsql as $$ begin raise exception 'append only'; end $$;
       create trigger keep before insert on self for each row execute function no_change()`,
      `drop table self, pair, child, parent; drop function no_change; drop domain short; drop type mood;
       drop extension btree_gist`,
    );

    const report = await validate();

    assert.deepEqual(report.migrations[0]?.unfilled, []);
    assert.deepEqual(report.migrations[0]?.details, [
      'down drops table child',
      'down drops table pair',
      'down drops table parent',
      'down drops table self',
    ]);
  });

  it('says which table it can not fill, and counts what its down drops as lost', async () => {
    folder.add(
      '1_a',
      'create table a (id int check (id <> id) not null); create table b (a int not null, c circle not null)',
      'drop table a; drop table b',
    );

    const [migration] = (await validate()).migrations;

    assert.deepEqual(
      migration?.unfilled.map(({table}) => table),
      ['public.a', 'public.b'],
    );
    assert.match(migration?.unfilled[0]?.reason ?? '', /violates check constraint "a_id_check"/);
    assert.deepEqual(migration?.details, ['down drops table a', 'down drops table b']);
  });
});

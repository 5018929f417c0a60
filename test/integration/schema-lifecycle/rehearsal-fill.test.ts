import {strict as assert} from 'node:assert';
import {onEachServer} from '../../helpers/each-server';
import {rehearseOnCopy} from '../../helpers/rehearsal';
import type {TestDatabase} from '../../helpers/server';

const TABLES = `
create type mood as enum ('good', 'bad');
create domain code as varchar(6) check (value <> '');
create table kinds (name varchar(20) primary key);
insert into kinds values ('first');
create table people (
  id int generated always as identity primary key,
  email varchar(120) not null unique,
  short char(3) not null,
  kind varchar(20) not null references kinds,
  chief_id int references people,
  state text not null check (state in ('new', 'it''s')),
  mood mood not null,
  code code not null,
  amount numeric(6, 2) not null check (amount >= 0),
  share numeric(4, 3) not null,
  tags text[] not null,
  extra jsonb not null,
  at timestamptz not null,
  ends_at timestamptz not null check (ends_at > at),
  spent interval not null,
  address inet not null,
  secret bytea not null,
  key uuid not null unique,
  small smallint not null,
  is_on boolean not null,
  born date not null,
  double int generated always as (id * 2) stored,
  constraint one_only check (num_nonnulls(chief_id, born) = 1)
);
create function refuse() returns trigger language plpgsql as 'begin raise ''no''; end';
create trigger refuse before insert on people for each row execute function refuse();
create table odd (shape polygon not null);
`;

onEachServer('Tables of a scratch database', createDatabase => {
  let template: TestDatabase;
  before(async () => {
    template = await createDatabase();
    await template.query(TABLES);
  });
  after(() => template.drop());

  it('are filled with rows that fit types, keys, references and listed values, past triggers and other checks', async () => {
    const check = (condition: string) =>
      `do $$ begin if not (${condition}) then raise 'not so: ${condition.replaceAll("'", "''")}'; end if; end $$`;

    const {migrations, notes} = await rehearseOnCopy(template, {
      '1_a': {
        up: [
          check('(select count(*) from people) = 200'),
          check('(select count(*) from kinds) = 201'),
          check('(select count(distinct state) from people) = 2'),
          check('(select count(*) from people p join people c on c.id = p.chief_id) = 200'),
        ],
      },
      '2_b': {up: 'alter table people add foreign key (kind) references kinds'},
      '3_c': {up: "alter table people add column note text not null default '?'"},
    });

    assert.deepEqual([migrations.map(({failure}) => failure), notes], [[null, null, null], []]);
    assert.deepEqual(migrations[1]?.statements[0]?.scanned.toSorted(), ['kinds', 'people']);
  });

  it('are left empty, with the reason, where no value is known', async () => {
    const {notes} = await rehearseOnCopy(template, {'1_a': {up: 'alter table odd add column n int'}});

    assert.deepEqual(notes, [
      'odd was measured without generated rows: no sample value is known for polygon',
    ]);
  });
});

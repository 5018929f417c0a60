import type {PendingMigration} from './rehearsal';

export const BASE = `
create table users (id bigint primary key, email text not null, name text, age int, happens_at timestamptz);
create index users_name_index on users (name);
create table orders (id bigint primary key, user_id bigint, total numeric(10, 2), period tstzrange);
create table logs (id bigint, at date) partition by range (at);
create table logs_2001 partition of logs for values from ('2001-01-01') to ('2002-01-01');
create table logs_2002 (id bigint, at date);
create table logs_2003 (id bigint, at date not null check (at >= '2003-01-01' and at < '2004-01-01'));
create view names as select name from users;
create materialized view totals as select sum(id) as total from orders;
create domain positive as int;
create schema unused;
alter table users add constraint young check (age < 99999999) not valid;
alter table orders add constraint user_is_set check (user_id is not null);
`;

const outside = (...up: string[]): PendingMigration => ({up, config: {transaction: false}});
const inside = (...up: string[]): PendingMigration => ({up});

/** Per rule: a migration that breaks it, and one that does nearly the same and does not. */
export const CASES: [rule: string, bad: PendingMigration, good: PendingMigration][] = [
  [
    'changing-column-type',
    inside('alter table users alter column age type bigint'),
    inside('alter table orders alter column total type numeric(14, 2)'),
  ],
  [
    'adding-column-volatile-default',
    inside('alter table users add column token uuid default gen_random_uuid()'),
    inside(
      "alter table users add column plan text not null default 'free', add column seen timestamptz default now()",
    ),
  ],
  [
    'adding-serial-column',
    inside('alter table users add column number bigserial'),
    inside('create sequence s; alter table users add column other bigint; create table c (id bigserial)'),
  ],
  [
    'adding-stored-generated-column',
    inside('alter table users add column double int generated always as (age * 2) stored'),
    inside('alter table users add column half int'),
  ],
  [
    'set-not-null',
    inside('alter table users alter column name set not null'),
    // PostgreSQL finds the proof in the check constraint and reads nothing.
    inside('alter table orders alter column user_id set not null'),
  ],
  [
    'constraint-missing-not-valid',
    inside('alter table users add constraint grown check (age > 17)'),
    inside('alter table users add constraint old check (age > 17) not valid'),
  ],
  [
    'adding-foreign-key',
    inside('alter table orders add constraint fk foreign key (user_id) references users'),
    inside('alter table orders add constraint fk2 foreign key (user_id) references users not valid'),
  ],
  [
    'adding-unique-constraint',
    inside('alter table users add constraint users_email_key unique (email)'),
    outside(
      'create unique index concurrently if not exists once on users (email)',
      'alter table users add constraint once unique using index once',
    ),
  ],
  [
    'adding-exclusion-constraint',
    inside('alter table orders add constraint apart exclude using gist (period with &&)'),
    inside('create table d (period tstzrange, exclude using gist (period with &&))'),
  ],
  [
    'require-concurrent-index-creation',
    inside('create index on users (email)'),
    outside('create index concurrently if not exists users_age on users (age)'),
  ],
  ['require-concurrent-reindex', inside('reindex table users'), outside('reindex table concurrently users')],
  [
    'require-concurrent-refresh',
    inside('refresh materialized view totals'),
    inside('create unique index on totals (total); refresh materialized view concurrently totals'),
  ],
  ['table-rewrite', outside('vacuum full users'), outside('vacuum users')],
  [
    'scan-under-lock',
    inside("alter table logs attach partition logs_2002 for values from ('2002-01-01') to ('2003-01-01')"),
    inside("alter table logs attach partition logs_2003 for values from ('2003-01-01') to ('2004-01-01')"),
  ],
  [
    'lock-held-while-scanning',
    inside(
      'alter table orders add constraint paid check (total > 0) not valid',
      'alter table orders validate constraint paid',
    ),
    inside('alter table users validate constraint young'),
  ],
  [
    'backfill-in-migration',
    inside('update users set age = 1'),
    inside('update users set age = 1 where id = 1000001'),
  ],
  [
    'ban-drop-column',
    inside('alter table users drop column age'),
    inside('alter table orders drop constraint user_is_set'),
  ],
  [
    'renaming-column',
    inside('alter table users rename column age to years'),
    inside('alter table users rename constraint young to fresh'),
  ],
  [
    'renaming-table',
    inside('alter table users rename to people'),
    inside('create table h (); alter table h rename to i'),
  ],
  [
    'ban-drop-not-null',
    inside('alter table users alter column email drop not null'),
    inside('alter table users alter column age drop default'),
  ],
  [
    'adding-required-column',
    inside('alter table users add column plan text not null'),
    inside("alter table users add column other text not null default 'x'"),
  ],
  [
    'adding-json-column',
    inside('alter table users add column extra json'),
    inside('alter table users add column more jsonb'),
  ],
  [
    'adding-reference',
    inside('alter table orders add column buyer_id bigint references users'),
    inside('alter table orders add column seller_id bigint'),
  ],
  [
    'require-concurrent-partition-detach',
    inside('alter table logs detach partition logs_2001'),
    outside('alter table logs detach partition logs_2001 concurrently'),
  ],
  ['ban-drop-table', inside('drop table orders cascade'), inside('create table e (id int); drop table e')],
  [
    'recreating-table',
    inside('drop table if exists f; create table f (id int)'),
    inside('create table if not exists g (id int)'),
  ],
  ['ban-drop-database', inside('drop schema unused'), inside('create schema used')],
  [
    'require-concurrent-index-deletion',
    inside('drop index users_name_index'),
    outside('drop index concurrently if exists users_name_index'),
  ],
  ['ban-truncate-cascade', inside('truncate users cascade'), inside('create table j (); truncate j')],
  ['ban-truncate', inside('truncate users'), inside('create table k (); truncate k')],
  [
    'renaming-object',
    inside('alter view names rename to labels'),
    inside('alter index users_name_index rename to names_index'),
  ],
  [
    'ban-create-domain-with-constraint',
    inside('create domain age as int check (value > 0)'),
    inside('create domain years as int'),
  ],
  [
    'ban-alter-domain-with-add-constraint',
    inside('alter domain positive add constraint big check (value > 0)'),
    inside('alter domain positive add constraint small check (value > 0) not valid'),
  ],
  [
    'wide-index',
    outside('create index concurrently if not exists w on users (id, email, name, age)'),
    outside('create unique index concurrently if not exists w on users (id, email, name, (age + 1))'),
  ],
  ['transaction-nesting', inside('commit'), inside('savepoint a; rollback to savepoint a')],
  [
    'concurrently-in-transaction',
    inside('create index concurrently a on users (age)'),
    outside('create index concurrently b on users (age)'),
  ],
  [
    'require-lock-timeout',
    {up: 'select 1', config: {lockTimeoutMs: 0}},
    {up: 'select 1', config: {lockTimeoutMs: 1000}},
  ],
  ['prefer-timestamptz', inside('create table l (a timestamp)'), inside('create table m (a timestamptz)')],
  [
    'prefer-bigint',
    inside('alter table users add column n integer'),
    inside('alter table users add column o bigint'),
  ],
  ['prefer-text', inside('create table n (a varchar(20))'), inside('create table o (a text)')],
  ['ban-char-field', inside('create table p (a char(2))'), inside('create table q (a "char")')],
  [
    'prefer-identity',
    inside('create table r (id bigserial primary key)'),
    inside('create table t (id bigint generated always as identity primary key)'),
  ],
  [
    'prefer-robust-statements',
    outside('create table u (id int)'),
    outside('create table if not exists v (id int)'),
  ],
  [
    'identifier-too-long',
    inside(`create table ${'x'.repeat(64)} (id int)`),
    inside(`create table ${'x'.repeat(63)} (id int)`),
  ],
];

/** They end the run, so each has one of its own. */
export const FAILING = ['transaction-nesting', 'concurrently-in-transaction'];

/** All that is dangerous elsewhere, on a table that is made in the same run. */
export const OWN_TABLE = {
  z1_make: inside('create table fresh (id bigint primary key, name text, other bigint)'),
  z2_change: inside(
    'insert into fresh select g, g::text, g from generate_series(1, 100) g',
    'create index on fresh (name); alter table fresh alter column name set not null',
    'alter table fresh add constraint f foreign key (other) references fresh; update fresh set other = 1',
    'alter table fresh alter column id type int; alter table fresh rename name to label',
    'alter table fresh drop column other; alter table fresh set unlogged; alter table fresh rename to stale; drop table stale',
  ),
};

/** Every case has tables of its own, so that all can be rehearsed in one database. */
export function ownWords(sql: string, index: number): string {
  const made = [...BASE.matchAll(/create \w* ?(?:table|index|view|domain|schema) (\w+)/g)].map(
    ([, name]) => name,
  );
  const words = [...new Set([...made, 'users', 'user_is_set', 'names_index', 'labels'])];
  return sql.replaceAll(new RegExp(`\\b(${words.join('|')})\\b`, 'g'), `$1_${index}`);
}

export function ownMigration({up, config}: PendingMigration, index: number): PendingMigration {
  return {up: [up].flat().map(sql => ownWords(sql, index)), config};
}

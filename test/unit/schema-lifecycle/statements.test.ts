import {strict as assert} from 'node:assert';
import {changesSession, findRefusal, isConcurrent} from '../../../src/schema-lifecycle/statements';

const NEEDS = 'STATEMENT_NEEDS_NO_TRANSACTION';
const ENDS = 'STATEMENT_ENDS_TRANSACTION';

describe('A statement in a transactional migration', () => {
  for (const [sql, reason] of [
    ['create index concurrently i on t (a)', NEEDS],
    ['CREATE UNIQUE INDEX\n  CONCURRENTLY i on t (a)', NEEDS],
    ['drop index concurrently i', NEEDS],
    ['reindex table concurrently t', NEEDS],
    ['reindex (verbose) database d', NEEDS],
    ['vacuum full t', NEEDS],
    ['create database d', NEEDS],
    ['alter system set work_mem = 1', NEEDS],
    ['alter table t detach partition p concurrently', NEEDS],
    ['/* why /* not */ */ -- here\n create index concurrently i on t (a)', NEEDS],
    ['create table a (); create index concurrently i on a (b)', NEEDS],
    ['commit', ENDS],
    ['ROLLBACK;', ENDS],
    ['begin', ENDS],
    ['create table a (); commit; create table b ()', ENDS],
  ] as const) {
    it(`is refused when it is: ${sql.replaceAll('\n', ' ')}`, () => {
      assert.equal(findRefusal(sql)?.reason, reason);
    });
  }

  for (const sql of [
    'create index i on t (a)',
    "insert into notes values ('commit; create index concurrently')",
    "insert into notes values (E'it\\'s; commit; ')",
    'comment on table t is $$vacuum; commit;$$',
    'create function f() returns void language plpgsql as $body$ begin; commit; end $body$',
    'create table "commit" (); comment on table "commit" is \'; vacuum\'',
    '-- create index concurrently\nselect 1',
    '/* commit; */ select 1',
    'rollback to savepoint a',
    'refresh materialized view concurrently v',
    'create table vacuum_log (id int)',
    'select * from t where system = 1',
  ]) {
    it(`is sent when it is: ${sql.replaceAll('\n', ' ')}`, () => {
      assert.equal(findRefusal(sql), undefined);
    });
  }

  it('is named when it is one of several', () => {
    assert.equal(findRefusal('create table a (); vacuum a ; select 1')?.statement, 'vacuum a');
  });

  it('is known to be concurrent only where the word is not quoted', () => {
    assert.equal(isConcurrent('create index concurrently i on t (a)'), true);
    assert.equal(isConcurrent("select 'concurrently'"), false);
  });

  it('is known to change the session', () => {
    assert.equal(changesSession("set search_path = ''"), true);
    assert.equal(changesSession("select pg_catalog.set_config('search_path', '', false)"), true);
    assert.equal(changesSession('create table a (b int references c on delete set null)'), false);
  });
});

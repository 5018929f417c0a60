import {strict as assert} from 'node:assert';
import {splitStatements} from '../../../src/schema-lifecycle/split-statements';
import {findRefusal} from '../../../src/schema-lifecycle/statements';

const texts = (sql: string) => splitStatements(sql).map(({text}) => text);

describe('Several statements in one text', () => {
  for (const [what, sql, expected] of [
    ['one without a semicolon', 'select 1', ['select 1']],
    ['two', 'select 1; select 2;', ['select 1', 'select 2']],
    ['nothing but space, comments and semicolons', ' ;; -- a; b\n /* ; */ ;', []],
    ['a semicolon in a text', "select ';'; select 'it''s;'", ["select ';'", "select 'it''s;'"]],
    ['a semicolon after an escaped quote', "select e'\\';'; select 2", ["select e'\\';'", 'select 2']],
    ['a backslash that escapes nothing', "select '\\'; select 2", ["select '\\'", 'select 2']],
    ['a semicolon in a name', 'select ";" ; select """;"', ['select ";"', 'select """;"']],
    ['a comment to the end of the line', 'select 1 -- one; two\n; select 2', ['select 1', 'select 2']],
    [
      'nested comments',
      'select /* a /* b; */ c; */ 1; select 2',
      ['select /* a /* b; */ c; */ 1', 'select 2'],
    ],
    ['a comment that is never closed', 'select 1; /* select 2;', ['select 1']],
    ['a text that is never closed', "select 1; select 'a; b", ['select 1', "select 'a; b"]],
    ['dollar quotes', 'do $$ begin; end $$; select 1', ['do $$ begin; end $$', 'select 1']],
    [
      'dollar quotes with a tag, and others inside',
      'do $a$ x $$ ; $b$ ; $a$; select 1',
      ['do $a$ x $$ ; $b$ ; $a$', 'select 1'],
    ],
    ['a dollar inside a name', 'select a$b$ from t; select c$b$', ['select a$b$ from t', 'select c$b$']],
    ['parameters', 'select $1; select $2', ['select $1', 'select $2']],
    [
      'a rule with several commands',
      'create rule r as on insert to t do (select 1; select 2); select 3',
      ['create rule r as on insert to t do (select 1; select 2)', 'select 3'],
    ],
    [
      'a function with begin atomic',
      'create function f() returns int begin atomic select 1; select case when true then 2 end; end; select 3',
      [
        'create function f() returns int begin atomic select 1; select case when true then 2 end; end',
        'select 3',
      ],
    ],
    ['a transaction', 'begin; select 1; end; select 2', ['begin', 'select 1', 'end', 'select 2']],
    ['unicode and escapes of names', 'select u&"d;" ; select é$x$', ['select u&"d;"', 'select é$x$']],
  ] as const) {
    it(`is parted as the server would part it: ${what}`, () => {
      assert.deepEqual(texts(sql), expected);
    });
  }

  it('is not mistaken for one that ends the transaction because a function has a body with `end`', () => {
    assert.equal(findRefusal('create function f() returns int begin atomic select 1; end'), undefined);
    assert.equal(findRefusal('create table a (); end')?.reason, 'STATEMENT_ENDS_TRANSACTION');
  });
});

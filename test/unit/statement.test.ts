import assert from 'node:assert/strict';
import {bind, nameOf} from '../../src/database/statement';

describe('A statement with values', () => {
  it('has a parameter for each place of a name, in their order', () => {
    assert.deepEqual(bind('select :b, :a, :b', {a: 1, b: null}), {
      text: 'select $1, $2, $3',
      values: [null, 1, null],
    });
  });

  it('keeps its casts, and takes no value that it does not name', () => {
    assert.deepEqual(bind(`select now()::date, cast(:day as date)`, {day: '2027-03-01', more: 1}), {
      text: 'select now()::date, cast($1 as date)',
      values: ['2027-03-01'],
    });
  });

  it('takes a list for question marks', () => {
    assert.deepEqual(bind('select ?, ?', ['a', 'b']), {text: 'select $1, $2', values: ['a', 'b']});
    assert.deepEqual(bind(`select '{}'::jsonb ? 'a'`, []), {text: `select '{}'::jsonb ? 'a'`, values: []});
  });

  it('lets no value be forgotten', () => {
    assert.throws(() => bind('select :a, :b', {a: 1}), /^Error: :b has no value$/);
    assert.throws(() => bind('select :a', {a: undefined}), /^Error: :a has no value$/);
    assert.throws(() => bind('select ?', [undefined]), /^Error: \? 1 has no value$/);
    assert.throws(() => bind('select ?', [1, 2]), /^Error: 1 parameters, but 2 values: select \?$/);
  });

  it('has a name of its own, the same each time, that PostgreSQL does not cut off', () => {
    const name = nameOf('select 1');

    assert.equal(nameOf('select 1'), name);
    assert.notEqual(nameOf('select 2'), name);
    assert.ok(name.length < 64);
  });
});

import assert from 'node:assert/strict';
import {types} from 'pg';
import {pgTypes} from '../../src/database/pg-types';

const {INT8, DATE, NUMERIC, INT4, BOOL, TIMESTAMPTZ, TEXT} = types.builtins;
const read = (oid: number, text: string) => pgTypes.getTypeParser(oid)(text);

describe('Values from PostgreSQL', () => {
  it('of type bigint are numbers', () => {
    assert.equal(read(INT8, '42'), 42);
    assert.equal(read(INT8, '9007199254740991'), Number.MAX_SAFE_INTEGER);
  });

  it('of type date are the text they are, in every time zone', () => {
    assert.equal(read(DATE, '2027-03-28'), '2027-03-28');
  });

  it('of type numeric stay text, so that money is never a float', () => {
    assert.equal(read(NUMERIC, '75.10'), '75.10');
  });

  it('of other types are what pg makes of them', () => {
    assert.equal(read(INT4, '7'), 7);
    assert.equal(read(BOOL, 't'), true);
    assert.equal(read(TEXT, '7'), '7');
    assert.deepEqual(read(TIMESTAMPTZ, '2027-03-01 10:00:00+00'), new Date('2027-03-01T10:00:00Z'));
  });

  it('in binary are left to pg', () => {
    for (const oid of [INT8, DATE]) {
      assert.equal(pgTypes.getTypeParser(oid, 'binary'), types.getTypeParser(oid, 'binary' as 'text'));
    }
  });
});

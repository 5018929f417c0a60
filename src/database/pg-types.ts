import {types} from 'pg';

const {INT8, DATE} = types.builtins;

/**
 * How values come out of PostgreSQL on the one pool: `bigint` as a number (our ids stay far below 2^53), `date` as the
 * text it is (a Date would be local midnight: a day off in some zones). `numeric` stays text, so money is never a float.
 */
export const pgTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
    if (format !== 'binary' && oid === INT8) return Number;
    if (format !== 'binary' && oid === DATE) return text => text;
    return types.getTypeParser(oid, format as 'text');
  },
};

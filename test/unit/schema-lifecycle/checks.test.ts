import {strict as assert} from 'node:assert';
import {compare, findObstacles, findProblems} from '../../../src/schema-lifecycle/checks';
import type {HistoryReading} from '../../../src/schema-lifecycle/history';
import {stateOf} from '../../../src/schema-lifecycle/schema-state';

const files = (...names: string[]) => names.map(name => ({name, path: name, checksum: `sum of ${name}`}));

const history = (...names: string[]): HistoryReading => ({
  exists: true,
  applied: names.map(name => ({
    name,
    batch: 1,
    checksum: `sum of ${name}`,
    isRecorded: true,
    appliedAt: null,
  })),
  unfinished: [],
});

const codes = (problems: {code: string}[]) => problems.map(problem => problem.code);

describe('The files of a build beside the record of what is applied', () => {
  it('are ready when everything is applied as it is', () => {
    const comparison = compare(files('1_a', '2_b'), history('1_a', '2_b'));

    assert.deepEqual(stateOf(comparison), {state: 'ready', version: '2_b', pending: 0, canServe: true});
    assert.deepEqual(findObstacles(comparison, [], 'deny'), []);
  });

  it('are pending when newer files are there', () => {
    const comparison = compare(files('1_a', '2_b', '3_c'), history('1_a'));

    assert.deepEqual(stateOf(comparison), {state: 'pending', version: '1_a', pending: 2, canServe: false});
    assert.deepEqual(findObstacles(comparison, comparison.pending, 'deny'), []);
  });

  it('are ahead when a newer build has migrated: fit to serve, not to migrate', () => {
    const comparison = compare(files('1_a', '2_b'), history('1_a', '2_b', '3_c'));

    assert.equal(stateOf(comparison).state, 'ahead');
    assert.deepEqual(findProblems(comparison), []);
    const behind = compare(files('1_a', '2_b'), history('1_a', '3_c'));
    assert.equal(codes(findObstacles(behind, behind.pending, 'warn')).includes('SCHEMA_AHEAD'), true);
  });

  it('are ahead, not wrong, while a newer build runs a migration outside a transaction', () => {
    const run = {
      name: '3_c',
      direction: 'up' as const,
      lastStatement: 'create index',
      startedAt: new Date(0),
    };

    const comparison = compare(files('1_a'), {...history('1_a'), unfinished: [run]});

    assert.equal(stateOf(comparison).state, 'ahead');
  });

  it('are wrong when an applied file was edited', () => {
    const reading = history('1_a');
    const comparison = compare([{name: '1_a', path: '', checksum: 'another'}], reading);

    assert.equal(stateOf(comparison).state, 'wrong');
    const [problem] = findProblems(comparison);
    assert.equal(problem?.code, 'MIGRATION_CHANGED');
    assert.match(problem?.message ?? '', /1_a was edited.*--accept-checksum 1_a/s);
  });

  it('are not blamed for a checksum that nobody recorded', () => {
    const reading = history('1_a');
    reading.applied = reading.applied.map(migration => ({...migration, checksum: null}));

    assert.deepEqual(compare(files('1_a'), reading).changed, []);
  });

  it('are wrong when an applied one is gone and newer ones are there', () => {
    const comparison = compare(files('2_b'), history('1_a', '2_b'));

    assert.equal(stateOf(comparison).state, 'wrong');
    assert.deepEqual(codes(findProblems(comparison)), ['MIGRATION_MISSING']);
  });

  it('may hold a pending one older than the newest applied one only where the policy allows it', () => {
    const comparison = compare(files('1_a', '2_b', '3_c'), history('1_a', '3_c'));

    assert.deepEqual(codes(findObstacles(comparison, ['2_b'], 'deny')), ['MIGRATION_OUT_OF_ORDER']);
    assert.deepEqual(findObstacles(comparison, ['2_b'], 'warn'), []);
  });

  it('are the same migrations as the names with extensions that bare Knex wrote', () => {
    const reading = history('1_a.ts', '2_b.js');
    reading.applied = reading.applied.map(migration => ({...migration, checksum: null, isRecorded: false}));

    const comparison = compare(files('1_a', '2_b'), reading);

    assert.deepEqual([comparison.pending, comparison.missing, comparison.ahead], [[], [], []]);
    assert.equal(comparison.unrecorded.length, 2);
  });
});

import assert from 'node:assert/strict';
import path from 'node:path';
import {startNode} from '../helpers/command';

const LOGGER = path.join(__dirname, '../../src/logger.js');

/** Ends right after its last line, while every thread that could write a file is busy. */
const BUSY_PROGRAM = `
  const {createLogger} = require(${JSON.stringify(LOGGER)});
  const logger = createLogger({level: 'info', format: 'json'});
  for (let i = 0; i < 8; i++) require('node:crypto').pbkdf2('x', 'y', 300000, 64, 'sha512', () => {});
  logger.info('stopping');
  logger.info('stopped');
  process.exit(0);
`;

/** A background job that failed twice, as the worker tells of it. */
const FAILED_JOB = `
  const {createLogger} = require(${JSON.stringify(LOGGER)});
  const {workerLogger} = require(${JSON.stringify(path.join(__dirname, '../../src/jobs/worker-logger.js'))});
  const logger = createLogger({level: 'info', format: 'json'});
  const quoting = () => Object.assign(new Error('no seat is left'), {code: '23514', detail: 'row of ann@example.com'});
  const worker = workerLogger((level, message, fields) => logger[level](fields, message));
  worker.error('Failed task 1', {job: {id: '1'}, error: quoting()});
  worker.error('Failed task 2', {error: new AggregateError([quoting()], 'the holds of 1 schedules stay')});
`;

describe('The log', () => {
  it('says why a job failed, all that it gathered too, and quotes nobody’s row', async () => {
    const {stdout} = await startNode(['-e', FAILED_JOB], {}).finished;

    assert.equal(stdout.match(/no seat is left/g)?.length, 4, stdout);
    assert.equal(stdout.match(/"23514"/g)?.length, 2);
    assert.doesNotMatch(stdout, /ann@example/);
  });

  it('is complete and in order when the process ends right after a line', async () => {
    const {stdout} = await startNode(['-e', BUSY_PROGRAM], {}).finished;

    assert.deepEqual(stdout.match(/"msg":"\w+"/g), ['"msg":"stopping"', '"msg":"stopped"']);
  });
});

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

describe('The log', () => {
  it('is complete and in order when the process ends right after a line', async () => {
    const {stdout} = await startNode(['-e', BUSY_PROGRAM], {}).finished;

    assert.deepEqual(stdout.match(/"msg":"\w+"/g), ['"msg":"stopping"', '"msg":"stopped"']);
  });
});

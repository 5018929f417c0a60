import assert from 'node:assert/strict';
import type {Output, Values} from '../../src/cli/command';
import {completing} from '../../src/cli/printed-commands';

describe('A command in a message', () => {
  const told = (message: string, values: Values) => {
    const notes: string[] = [];
    const output: Output = {print: () => {}, note: text => notes.push(text), isTerminal: false};
    completing(output, values).note(message);
    return notes.join('\n');
  };

  it('is meant for the environment and the migrations of the command that tells it', () => {
    assert.equal(
      told('or drop the record:\n    npm run migrate:repair -- --forget 1_a --yes', {
        env: 'production',
        directory: '/srv/migrations',
        json: true,
      }),
      'or drop the record:\n' +
        '    npm run migrate:repair -- --env=production --directory=/srv/migrations --forget 1_a --yes',
    );
    assert.equal(
      told('1_a is pending: npm run migrate', {env: 'staging'}),
      '1_a is pending: npm run migrate -- --env=staging',
    );
  });

  it('can be typed whatever is in a path', () => {
    assert.equal(
      told('npm run migrate', {directory: `/my migrations/it's`}),
      `npm run migrate -- --directory='/my migrations/it'\\''s'`,
    );
  });

  it('is given no option that it does not take', () => {
    assert.equal(
      told('npm run user:create-admin', {directory: '/srv', env: 'test'}),
      'npm run user:create-admin -- --env=test',
    );
  });

  it('stays as it is when nothing was given, or it is none of ours', () => {
    assert.equal(told('npm run migrate:drift', {}), 'npm run migrate:drift');
    assert.equal(told('npm run build', {env: 'test'}), 'npm run build');
  });
});

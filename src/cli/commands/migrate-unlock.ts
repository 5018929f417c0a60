import {EXIT, type LockHolder} from '../../schema-lifecycle/programmatic';
import {type LockReport, unlock} from '../../schema-lifecycle/unlock';
import type {Command} from '../command';
import {directoryOption, withRunner} from '../lifecycle';

export const command: Command = {
  about: "Say who holds the lock, and free bare Knex's row when nobody does.",
  details:
    'The lock of our own commands ends with their connection: there is nothing to unlock. The row that\n' +
    'the bare Knex command sets stays when it is killed. Exits with 4 while somebody is at work.',
  options: directoryOption,
  run: invocation =>
    withRunner(invocation, async ({runner}) => {
      const report = await unlock(runner);
      const {output, json} = invocation;
      output.print(json ? JSON.stringify(report, null, 2) : renderLock(report));
      return report.holder === null && report.knexUsers.length === 0 ? EXIT.ok : EXIT.wrong;
    }),
};

export function renderLock({holder, isRowSet, knexUsers, isFreed}: LockReport): string {
  if (holder !== null) {
    return `The schema is being changed by\n  ${describe(holder)}\nIts lock ends with its connection: wait, or end that process.`;
  }
  if (isRowSet !== true) return 'Nobody holds the lock, and the row of bare Knex is free.';
  if (knexUsers.length > 0) {
    return `The row of bare Knex is set, and its tables are in use by\n${knexUsers
      .map(user => `  ${describe(user)}`)
      .join('\n')}\nNothing was freed: wait, or end that process.`;
  }
  return isFreed
    ? 'Nobody holds the lock; the row of bare Knex was set and is free now.'
    : 'The row of bare Knex is set.';
}

function describe({pid, applicationName, clientAddress, since}: LockHolder): string {
  const who = applicationName === '' ? 'unnamed' : applicationName;
  return `process ${pid} (${who} from ${clientAddress}, since ${since.toISOString()})`;
}

import type {Command} from '../command';
import {directoryOption, withRunner} from '../lifecycle';

export const command: Command = {
  about: 'List the names of applied and pending migrations.',
  options: directoryOption,
  run: invocation =>
    withRunner(invocation, async ({runner}) => {
      const {migrations} = await runner.status();
      const isPending = (state: string) => state === 'pending' || state === 'failed';
      const applied = migrations.filter(({state}) => !isPending(state)).map(({name}) => name);
      const pending = migrations.filter(({state}) => isPending(state)).map(({name}) => name);
      const {output, json} = invocation;
      if (json) output.print(JSON.stringify({applied, pending}, null, 2));
      else {
        for (const name of applied) output.print(`applied  ${name}`);
        for (const name of pending) output.print(`pending  ${name}`);
      }
      return 0;
    }),
};

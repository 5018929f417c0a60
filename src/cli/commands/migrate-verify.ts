import {scratchSourceOf} from '../../database/scratch-source';
import {EXIT} from '../../schema-lifecycle/programmatic';
import {type Verification, verify} from '../../schema-lifecycle/verify';
import type {Command} from '../command';
import {directoryOption, withRunner} from '../lifecycle';
import {style} from '../style';
import {wrap} from '../wrap';

export const command: Command = {
  about: 'After a deployment: nothing is pending, nothing has drifted, the models fit.',
  details: 'Exits with 0 when all is well, else with 4. The target is only read.',
  options: directoryOption,
  run: invocation =>
    withRunner(invocation, async ({config, database, runner}) => {
      // The models need LoopBack, which no other command loads.
      const {modelContracts} = require('../../model-contracts') as typeof import('../../model-contracts');
      const result = await verify(runner, scratchSourceOf(config, database), modelContracts());
      const {output, json} = invocation;
      output.print(json ? JSON.stringify(result, null, 2) : renderVerification(result));
      return result.isFine ? EXIT.ok : EXIT.wrong;
    }),
};

export function renderVerification({checks}: Verification): string {
  return checks
    .flatMap(({name, isFine, summary, problems}) => [
      ...wrap(`${isFine ? 'ok   ' : 'WRONG'}  ${name.padEnd(10)}  `, isFine ? summary : 'see below'),
      ...problems.flatMap(problem => problem.split('\n').flatMap(line => wrap('         ', line))),
    ])
    .map(line => line.replace(/^(ok|WRONG)\b/, word => style(word === 'ok' ? 'green' : 'red', word)))
    .join('\n');
}

import {scratchSourceOf} from '../../database/scratch-source';
import {findDrift} from '../../schema-lifecycle/drift';
import {EXIT} from '../../schema-lifecycle/programmatic';
import type {Command} from '../command';
import {renderDrift} from '../drift-text';
import {directoryOption, withRunner} from '../lifecycle';

export const command: Command = {
  about: 'Compare the live schema with the one that the applied migrations give.',
  details:
    'The applied migrations are run on a scratch database; the target is only read.\n' +
    'Exits with 4 when there is a difference.',
  options: {
    quick: {type: 'boolean', about: 'only whether it is still what the last migration left'},
    ...directoryOption,
  },
  run: invocation =>
    withRunner(invocation, async ({config, database, runner}) => {
      const {output, json, values} = invocation;
      const where = scratchSourceOf(config, database);
      const report = await findDrift(runner, where, {quick: values.quick === true});
      output.print(json ? JSON.stringify(report, null, 2) : renderDrift(report));
      return report.isDrifted ? EXIT.wrong : EXIT.ok;
    }),
};

import {EXIT} from '../../schema-lifecycle/programmatic';
import {makePlan, writePlan} from '../../schema-lifecycle/rehearsal/plan-file';
import {hasErrors} from '../../schema-lifecycle/rehearsal/report';
import {type Command, text} from '../command';
import {renderRehearsal} from '../rehearsal-text';
import {rehearsalOptions, rehearseTarget} from '../rehearsing';

export const command: Command = {
  about: 'Run what is pending on a scratch copy of the schema and measure each statement.',
  details:
    'Shown are time, strongest lock, what was rewritten or read as a whole, and an estimate for the\n' +
    'target, which is only read. Tables are filled with generated rows first.\n' +
    'Exits with 1 when a migration fails, with 4 when a finding is an error.',
  options: {
    out: {type: 'string', argument: 'FILE', about: 'write a plan for migrate:latest --plan FILE'},
    ...rehearsalOptions,
  },
  run: async invocation => {
    const {output, json, values} = invocation;
    const report = await rehearseTarget(invocation);
    output.print(json ? JSON.stringify(report, null, 2) : renderRehearsal(report, values.hints === true));
    if (report.migrations.some(({failure}) => failure !== null)) return EXIT.failed;
    const file = text(values, 'out');
    if (file !== undefined) {
      writePlan(file, makePlan(report));
      output.note(`the plan is in ${file}: npm run migrate:latest -- --plan=${file}`);
    }
    return hasErrors(report) ? EXIT.wrong : EXIT.ok;
  },
};

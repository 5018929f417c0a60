import {EXIT} from '../../schema-lifecycle/programmatic';
import {hasErrors} from '../../schema-lifecycle/rehearsal/report';
import type {Command, Output} from '../command';
import {renderFindings, renderRules} from '../rehearsal-text';
import {rehearsalOptions, rehearseTarget} from '../rehearsing';

export const command: Command = {
  about: 'Find what is dangerous in the pending migrations, and what to do instead.',
  details:
    'They are run on a scratch database with generated rows, and judged by the locks, rewrites and\n' +
    'scans that were measured; the target is only read. Tables of the same run are exempt.\n' +
    'Exits with 4 when there are errors. To silence a rule, with a reason, write into the file:\n' +
    '  // lint-allow RULE: why it is safe here',
  options: {
    rules: {type: 'boolean', about: 'list the rules'},
    ...rehearsalOptions,
  },
  run: async invocation => {
    const {output, json, values} = invocation;
    if (values.rules === true) return printRules(output, json);
    const report = await rehearseTarget(invocation);
    const failed = report.migrations.find(({failure}) => failure !== null);
    if (json) output.print(JSON.stringify(report, null, 2));
    else {
      output.print(renderFindings(report, values.hints === true).join('\n'));
      if (failed !== undefined) output.note(`${failed.name} failed: ${failed.failure?.error}`);
    }
    if (hasErrors(report)) return EXIT.wrong;
    return failed === undefined ? EXIT.ok : EXIT.failed;
  },
};

function printRules(output: Output, json: boolean): number {
  const {LOCK_TIMEOUT_RULE, RULES} =
    require('../../schema-lifecycle/rehearsal/rules') as typeof import('../../schema-lifecycle/rehearsal/rules');
  const rules = [...RULES, LOCK_TIMEOUT_RULE].map(({id, severity, about}) => ({id, severity, about}));
  output.print(json ? JSON.stringify(rules, null, 2) : renderRules(rules));
  return EXIT.ok;
}

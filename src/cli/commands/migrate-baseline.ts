import {scratchSourceOf} from '../../database/scratch-source';
import {baseline, planBaseline} from '../../schema-lifecycle/baseline';
import {EXIT, SchemaError} from '../../schema-lifecycle/programmatic';
import {type Command, UsageError} from '../command';
import {confirm, confirmOption} from '../confirm';
import {renderDifferences} from '../drift-text';
import {applicationVersion, directoryOption, migrationNamed, withRunner} from '../lifecycle';

export const command: Command = {
  arguments: 'NAME',
  maxPositionals: 1,
  about: 'Adopt a database that already has the schema up to NAME; nothing is run.',
  details:
    'The live schema is compared with what the migrations up to NAME give on a scratch\n' +
    'database; where they differ, only --accept-differences goes on.',
  options: {
    'accept-differences': {type: 'boolean', about: 'record it although the schemas differ'},
    ...confirmOption,
    ...directoryOption,
  },
  run: async invocation => {
    const {values, output, json, positionals} = invocation;
    const name = migrationNamed(positionals[0]);
    if (name === undefined)
      throw new UsageError('say up to which migration: npm run migrate:baseline -- NAME');
    return withRunner(invocation, async ({config, database, runner}) => {
      const plan = await planBaseline(runner, scratchSourceOf(config, database), name);
      if (plan.differences.length > 0) {
        const text = renderDifferences(plan.differences).join('\n');
        if (values['accept-differences'] !== true) {
          throw new SchemaError(
            'BASELINE_REFUSED',
            `the database is not what the migrations up to ${name} give:\n${text}\n\n` +
              'Nothing was recorded. Make them alike, choose another NAME, or add\n--accept-differences.',
            EXIT.wrong,
          );
        }
        output.note(`the schemas differ:\n${text}\n`);
      }
      const first = plan.names[0];
      await confirm(
        invocation,
        `record ${plan.names.length} migrations as applied, without running them:\n  ${first}\n  … up to ${name}`,
      );
      const result = await baseline(runner, name, applicationVersion());
      if (json) output.print(JSON.stringify(result, null, 2));
      else output.print(`batch ${result.batch}: ${result.names.length} recorded as applied, up to ${name}`);
      return EXIT.ok;
    });
  },
};

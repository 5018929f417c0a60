import {loadLifecycleConfig} from '../../config';
import {dropAll} from '../../schema-lifecycle/drop-all';
import {EXIT, SeedRunner} from '../../schema-lifecycle/programmatic';
import {type Command, text, UsageError} from '../command';
import {confirm, confirmOption} from '../confirm';
import {migrateJobQueue} from '../job-queue';
import {applicationVersion, loggerTo, SEEDS_DIRECTORY, withRunner} from '../lifecycle';

export const command: Command = {
  about: 'Drop everything in the database and build it anew; never in production.',
  details: 'Migrates, and in development and test seeds. In staging the database has to be named.',
  options: {
    database: {type: 'string', argument: 'NAME', about: 'the database that you mean; needed in staging'},
    ...confirmOption,
  },
  run: async invocation => {
    const {environment} = loadLifecycleConfig({environment: invocation.environment});
    if (environment === 'production') {
      throw new UsageError('db:reset never runs in production, whatever the options');
    }
    return withRunner(invocation, async ({database, runner}) => {
      const {database: name} = database.migrationConnection;
      const named = text(invocation.values, 'database');
      if (named !== undefined && named !== name) {
        throw new UsageError(`the database that is configured is ${name}, not ${named}`);
      }
      if (environment === 'staging' && named === undefined) {
        throw new UsageError(`in staging name what is dropped: --database=${name}`);
      }
      await confirm(invocation, `drop everything in ${database.description}\nand build it anew`);
      await runner.locked(dropAll);
      const migrated = await runner.migrateToLatest(migrateJobQueue(database));
      const seeded = environment === 'staging' ? [] : await seed();
      const {output, json} = invocation;
      const result = {database: name, migrations: migrated.executed.length, seeds: seeded.length};
      if (json) output.print(JSON.stringify(result, null, 2));
      else output.print(`${name} is new: ${result.migrations} migrations, ${result.seeds} seeds`);
      return EXIT.ok;

      async function seed() {
        const seeds = new SeedRunner({
          runner,
          directory: SEEDS_DIRECTORY,
          environment,
          logger: loggerTo(invocation.output),
          applicationVersion: applicationVersion(),
        });
        return (await seeds.run({})).executed;
      }
    });
  },
};

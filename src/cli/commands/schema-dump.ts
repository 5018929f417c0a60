import {scratchSourceOf} from '../../database/scratch-source';
import {dumpMigratedSchema} from '../../schema-lifecycle/dump/dump';
import type {Command} from '../command';
import {generatedFileOptions, putGeneratedFile} from '../generated-file';
import {directoryOption, withRunner} from '../lifecycle';

export const command: Command = {
  about: 'Write the schema that the migrations give as SQL: docs/schema.sql.',
  details: 'Made from the migrations on a scratch database: the target is not looked at.',
  options: {...generatedFileOptions, ...directoryOption},
  run: invocation =>
    withRunner(invocation, async ({config, database, runner}) => {
      const where = scratchSourceOf(config, database);
      return putGeneratedFile(invocation, 'docs/schema.sql', await dumpMigratedSchema(where, runner.source));
    }),
};

import {scratchSourceOf} from '../../database/scratch-source';
import {readMigratedSchema} from '../../schema-lifecycle/dump/dump';
import {writeTypes} from '../../schema-lifecycle/dump/write-types';
import type {Command} from '../command';
import {generatedFileOptions, putGeneratedFile} from '../generated-file';
import {directoryOption, withRunner} from '../lifecycle';

/** What the application's pool reads otherwise than `pg` does: see `src/database/pg-types.ts`. */
const PARSED = {int8: 'number', date: 'string'};

export const command: Command = {
  about: 'Write the row types of every table for Knex: src/database/tables.ts.',
  details: 'Made from the migrations on a scratch database: the target is not looked at.',
  options: {...generatedFileOptions, ...directoryOption},
  run: invocation =>
    withRunner(invocation, async ({config, database, runner}) => {
      const where = scratchSourceOf(config, database);
      return putGeneratedFile(
        invocation,
        'src/database/tables.ts',
        writeTypes(await readMigratedSchema(where, runner.source), PARSED),
      );
    }),
};

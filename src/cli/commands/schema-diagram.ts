import {scratchSourceOf} from '../../database/scratch-source';
import {readMigratedSchema} from '../../schema-lifecycle/dump/dump';
import {writeDiagram} from '../../schema-lifecycle/dump/write-diagram';
import type {Command} from '../command';
import {generatedFileOptions, putGeneratedFile} from '../generated-file';
import {directoryOption, withRunner} from '../lifecycle';

export const command: Command = {
  about: 'Draw the tables and what refers to what, in Mermaid: docs/schema.md.',
  details: 'Made from the migrations on a scratch database: the target is not looked at.',
  options: {...generatedFileOptions, ...directoryOption},
  run: invocation =>
    withRunner(invocation, async ({config, database, runner}) => {
      const where = scratchSourceOf(config, database);
      return putGeneratedFile(
        invocation,
        'docs/schema.md',
        writeDiagram(await readMigratedSchema(where, runner.source)),
      );
    }),
};

import path from 'node:path';
import {PROJECT_ROOT} from '../../config';
import {type Command, text, UsageError} from '../command';
import {makeFile, timestamp} from '../make-file';

const TEMPLATE = `import type {Knex} from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(\`\`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(\`\`);
}
`;

export const command: Command = {
  arguments: 'NAME',
  maxPositionals: 1,
  about: 'Make a migration file: UTC timestamp, the name, empty up and down.',
  options: {
    directory: {type: 'string', argument: 'PATH', about: 'where to; default src/database/migrations'},
  },
  run: async ({positionals: [name], values, json, output}) => {
    if (name === undefined) throw new UsageError('migrate:make needs a NAME such as add_parking_to_venues');
    const directory = path.resolve(PROJECT_ROOT, text(values, 'directory') ?? 'src/database/migrations');
    const file = makeFile(directory, name, TEMPLATE, stem => `${timestamp(new Date())}_${stem}`);
    output.print(json ? JSON.stringify({file}) : `created ${path.relative(process.cwd(), file)}`);
    return 0;
  },
};

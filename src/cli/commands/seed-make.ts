import {readdirSync} from 'node:fs';
import path from 'node:path';
import {PROJECT_ROOT} from '../../config';
import {type Command, text, UsageError} from '../command';
import {makeFile} from '../make-file';

const TEMPLATE = `import type {Knex} from 'knex';

/** Runs once per database, in a transaction of its own. */
export async function seed(knex: Knex): Promise<void> {
  await knex.raw(\`\`);
}
`;

export const command: Command = {
  arguments: 'NAME',
  maxPositionals: 1,
  about: 'Make a seed file: the next number and the name.',
  options: {directory: {type: 'string', argument: 'PATH', about: 'where to; default src/database/seeds'}},
  run: async ({positionals: [name], values, json, output}) => {
    if (name === undefined) throw new UsageError('seed:make needs a NAME such as venues');
    const directory = path.resolve(PROJECT_ROOT, text(values, 'directory') ?? 'src/database/seeds');
    const file = makeFile(directory, name, TEMPLATE, stem =>
      /^\d/.test(stem) ? stem : `${nextNumber(directory)}_${stem}`,
    );
    output.print(json ? JSON.stringify({file}) : `created ${path.relative(process.cwd(), file)}`);
    return 0;
  },
};

function nextNumber(directory: string): string {
  const numbers = readdirSync(directory).map(file => Number(/^\d+/.exec(file)?.[0] ?? 0));
  return String(Math.max(0, ...numbers) + 1).padStart(2, '0');
}

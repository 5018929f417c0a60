import {scratchSourceOf} from '../database/scratch-source';
import {type DryRun, dryRun} from '../schema-lifecycle/dry-run';
import type {Invocation} from './command';
import {withRunner} from './lifecycle';

/** `migrate --dry-run`. */
export function printDryRun(invocation: Invocation): Promise<number> {
  const {output, json} = invocation;
  return withRunner(invocation, async ({config, database, runner}) => {
    const result = await dryRun(runner, scratchSourceOf(config, database), config.schema.outOfOrder);
    if (json) output.print(JSON.stringify(result, null, 2));
    else if (result.migrations.length === 0) output.print('nothing is pending');
    else {
      output.print(renderDryRun(result));
      output.note(
        `nothing was applied: ${result.migrations.length} ran on a scratch database that has the schema, but no ` +
          'rows; SQL that depends on rows may differ',
      );
    }
    return 0;
  });
}

/** A script for `psql`. */
export function renderDryRun({migrations}: DryRun): string {
  return migrations
    .map(({name, transactional, statements}) => {
      const lines = statements.map(statement => `${dedent(statement).replace(/;\s*$/, '')};`);
      const body = transactional ? ['begin;', ...lines, 'commit;'] : lines;
      return [`-- ${name}${transactional ? '' : ' (without a transaction)'}`, ...body].join('\n');
    })
    .join('\n\n');
}

/** As far left as the line that is indented least. */
function dedent(text: string): string {
  const lines = text
    .split('\n')
    .filter((line, index, all) => line.trim() !== '' || (index > 0 && index < all.length - 1));
  const first = lines[0] ?? '';
  const rest = /^\s/.test(first) ? lines : lines.slice(1);
  const depth = Math.min(...rest.filter(line => line.trim() !== '').map(line => line.search(/\S/)));
  if (!Number.isFinite(depth) || depth === 0) return lines.join('\n').trim();
  return lines
    .map(line => (/^\s/.test(line) ? line.slice(Math.min(depth, line.search(/\S|$/))) : line))
    .join('\n');
}

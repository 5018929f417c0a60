import {createInterface} from 'node:readline/promises';
import {type Invocation, UsageError} from './command';

/** For the commands that ask before they do something. */
export const confirmOption = {
  yes: {type: 'boolean', about: 'do it without asking'},
} as const;

/**
 * Says what would be done and asks on a terminal; elsewhere only `--yes` will do.
 * @throws UsageError when the answer is not yes
 */
export async function confirm({values, output}: Invocation, what: string): Promise<void> {
  if (values.yes === true) return;
  if (!output.isTerminal || process.stdin.isTTY !== true) {
    throw new UsageError(`this would ${what}\nNothing was done. Add --yes to do it.`);
  }
  output.note(`This would ${what}`);
  const lines = createInterface({input: process.stdin, output: process.stderr});
  try {
    const answer = await lines.question('Do it? [y/N] ');
    if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('Nothing was done.');
  } finally {
    lines.close();
  }
}

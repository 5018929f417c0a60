import {readFileSync} from 'node:fs';
import path from 'node:path';
import {PROJECT_ROOT} from '../../src/config';
import {type Finished, runCommand} from './command';

const PRINTED = /^ *((?:[A-Z_]+=\S+ )*npm run \S+.*)$/gm;

/** The commands that a message tells to type, each on a line of its own. */
export function printedCommands(message: string): string[] {
  return [...message.matchAll(PRINTED)].map(([, command = '']) => command);
}

/** Types a command as it was printed, on the build under test. @param known of the environment that it is typed in */
export async function typeCommand(command: string, known: Record<string, string>): Promise<Finished> {
  const words = [...command.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);
  const start = words.indexOf('npm');
  const settings = Object.fromEntries(words.slice(0, start).map(word => word.split('=', 2)));
  const [npm, run, script = '', dashes, ...args] = words.slice(start);
  if (npm !== 'npm' || run !== 'run' || (dashes ?? '--') !== '--') throw new Error(`no command: ${command}`);
  return runCommand([...wordsOfScript(script), ...args], {...known, ...settings});
}

/** What follows the program in the script of package.json. */
function wordsOfScript(name: string): string[] {
  const {scripts} = JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'package.json'), 'utf8'));
  const [node, file, ...words] = String(scripts[name]).split(' ');
  if (node !== 'node' || file !== 'scripts/cli.mjs') throw new Error(`there is no command ${name}`);
  return words;
}

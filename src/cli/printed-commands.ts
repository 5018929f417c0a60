import {type Output, text, type Values} from './command';
import {commands} from './commands';

const COMMAND = /\bnpm run ([a-z]+(?::[a-z-]+)*)( --(?= ))?/g;

/**
 * What is told on standard error names commands that mend something. Typed as they are told they must reach the database
 * and the migrations of the command that tells them.
 */
export function completing(output: Output, values: Values): Output {
  return {...output, note: message => output.note(complete(message, values))};
}

function complete(message: string, values: Values): string {
  return message.replace(COMMAND, (whole: string, name: string) => {
    const given = ['env', 'directory'].flatMap(option => {
      const value = text(values, option);
      return value === undefined || !takes(name, option) ? [] : [`--${option}=${quote(value)}`];
    });
    if (given.length === 0) return whole;
    return `npm run ${name} -- ${given.join(' ')}`;
  });
}

/** `--env` is taken by every command of ours. */
function takes(name: string, option: string): boolean {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return load !== undefined && (option === 'env' || load().options?.[option] !== undefined);
}

/** For a shell, where it needs that. */
function quote(value: string): string {
  return /^[\w./:@%+,=-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

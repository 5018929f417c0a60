import {parseArgs} from 'node:util';
import {ConfigError, hasColumns, isDebugging} from '../config';
import {type Command, type Output, text, UsageError, type Values} from './command';
import {commands} from './commands';
import {completing} from './printed-commands';
import {clearProgress} from './progress';
import {foldLines, wrap} from './wrap';

const COMMON = {
  env: {
    type: 'string',
    argument: 'NAME',
    about: 'development, test, staging or production; wins over NODE_ENV',
  },
  json: {type: 'boolean', about: 'print the result as JSON'},
  help: {type: 'boolean', short: 'h', about: 'print this help'},
} as const;

const EXIT_CODES = `Exit codes:
  0  done, or nothing to do
  1  a migration or seed failed, or something unexpected happened
  2  bad arguments or configuration
  3  migrations are pending (migrate:status --check)
  4  something is wrong: a changed or missing file, an unfinished run, the lock
     is taken, drift, a finding, a down that does not restore the schema,
     a backup that is not whole, a stale file`;

const terminal: Output = {
  print: text => {
    clearProgress();
    process.stdout.write(`${text}\n`);
  },
  note: text => {
    clearProgress();
    process.stderr.write(`${isWatched() ? foldLines(text) : text}\n`);
  },
  isTerminal: process.stderr.isTTY === true,
};

/** For a person's eyes; whoever reads a pipe wants each message whole, unless COLUMNS says otherwise. */
function isWatched(): boolean {
  return process.stderr.isTTY === true || hasColumns();
}

/** Runs one command and returns its exit code; never throws. */
export async function main(args: string[], output: Output = terminal): Promise<number> {
  const onEarlyExit = () => {
    output.note(ENDED_EARLY);
    process.exitCode = 1;
  };
  process.once('exit', onEarlyExit);
  try {
    return await dispatch(args, output);
  } catch (error) {
    return report(error, output);
  } finally {
    process.off('exit', onEarlyExit);
  }
}

/** Else a migration that calls `process.exit()`, or waits for what never comes, would look like a success. */
const ENDED_EARLY =
  'the command ended before it was done: what it ran ended the process, threw past its promise, or waited in vain';

async function dispatch([name, ...rest]: string[], output: Output): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? output.note : output.print)(overview());
    return name === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    throw new UsageError(`unknown command ${name}; known are: ${Object.keys(commands).join(', ')}`);
  }
  const command = load();
  const {values, positionals} = parse(name, command, rest);
  if (values.help === true) {
    output.print(helpFor(name, command));
    return 0;
  }
  const telling = completing(output, values);
  try {
    return await command.run({
      values,
      positionals,
      environment: text(values, 'env'),
      json: values.json === true,
      output: telling,
    });
  } catch (error) {
    return report(error, telling);
  } finally {
    clearProgress();
  }
}

function parse(name: string, command: Command, args: string[]): {values: Values; positionals: string[]} {
  const options = {...command.options, ...COMMON};
  try {
    const {values, positionals} = parseArgs({args, options, allowPositionals: true, strict: true});
    const allowed = command.maxPositionals ?? 0;
    if (positionals.length > allowed && values.help !== true) {
      throw new UsageError(`${name} takes ${allowed === 0 ? 'no arguments' : `at most ${allowed} argument`}`);
    }
    return {values: values as Values, positionals};
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${error.message}\n${usage(name, command)}`);
    const code = (error as {code?: string}).code ?? '';
    if (!code.startsWith('ERR_PARSE_ARGS')) throw error;
    const reason = (error as Error).message.split('. ')[0];
    const known = Object.keys(options).map(option => `--${option}`);
    throw new UsageError(`${reason}; ${name} takes ${known.join(', ')}`);
  }
}

function usage(name: string, command: Command): string {
  return `usage: npm run ${name} -- ${[command.arguments, '[options]'].filter(Boolean).join(' ')}`;
}

function helpFor(name: string, command: Command): string {
  const options = Object.entries({...command.options, ...COMMON}).map(([option, config]) => {
    const argument = 'argument' in config && config.argument !== undefined ? `=${config.argument}` : '';
    return wrap(`  ${`--${option}${argument}`.padEnd(22)}  `, config.about);
  });
  return [
    usage(name, command),
    '',
    ...wrap('', command.about),
    ...(command.details === undefined ? [] : ['', ...paragraphs(command.details)]),
    '',
    'Options:',
    ...options.flat(),
    '',
    EXIT_CODES,
  ].join('\n');
}

/** Lines that begin with spaces stay as they are, the others flow. */
function paragraphs(text: string): string[] {
  const parts: string[] = [];
  for (const line of text.split('\n')) {
    const last = parts.at(-1);
    if (last === undefined || line.startsWith(' ') || last.startsWith(' ')) parts.push(line);
    else parts[parts.length - 1] = `${last} ${line}`;
  }
  return parts.flatMap(part => (part.startsWith(' ') ? [part] : wrap('', part)));
}

function overview(): string {
  const lines = Object.entries(commands).map(([name, load]) => wrap(`  ${name.padEnd(18)}  `, load().about));
  return [
    'usage: npm run COMMAND -- [options]; every command takes --help',
    '',
    ...lines.flat(),
    '',
    EXIT_CODES,
  ].join('\n');
}

function report(error: unknown, output: Output): number {
  const message = error instanceof Error ? messageOf(error) : String(error);
  output.note(isDebugging() && error instanceof Error ? (error.stack ?? message) : message);
  const {exitCode} = error as {exitCode?: unknown};
  if (typeof exitCode === 'number') return exitCode;
  return error instanceof ConfigError ? 2 : 1;
}

/** A refused connection to a name with several addresses has an empty message of its own. */
function messageOf(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map(one => (one as Error).message).join('; ');
  return error.message || error.name;
}

if (require.main === module) {
  main(process.argv.slice(2)).then(code => {
    process.exitCode = code;
  });
}

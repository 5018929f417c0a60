import type {ParseArgsConfig} from 'node:util';

type OptionConfig = NonNullable<ParseArgsConfig['options']>[string] & {
  /** Shown by --help; with `=NAME` for an option that takes a value. */
  about: string;
  argument?: string;
};

export type Values = Record<string, string | boolean | undefined>;

export interface Invocation {
  values: Values;
  positionals: string[];
  /** `--env`; wins over NODE_ENV. */
  environment: string | undefined;
  json: boolean;
  output: Output;
}

/** Results go to stdout, everything else to stderr. */
export interface Output {
  print(text: string): void;
  note(text: string): void;
  /** Whether somebody watches progress. */
  isTerminal: boolean;
}

export interface Command {
  /** What follows the command's name, such as `[NAME]`. */
  arguments?: string;
  /** At most this many positional arguments; default none. */
  maxPositionals?: number;
  about: string;
  details?: string;
  options?: Record<string, OptionConfig>;
  /** Returns the exit code. */
  run(invocation: Invocation): Promise<number>;
}

/** A bad argument; the message says what is allowed. */
export class UsageError extends Error {
  override name = 'UsageError';
  readonly exitCode = 2;
}

export function text(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** @throws UsageError when the option is no whole number from 1 */
export function positiveInteger(values: Values, name: string): number | undefined {
  const value = text(values, name);
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw new UsageError(`--${name} must be a whole number from 1, not ${value}`);
  return Number(value);
}

/** @throws UsageError when more than one of the options is given */
export function atMostOne(values: Values, ...names: string[]): void {
  const given = names.filter(name => values[name] !== undefined && values[name] !== false);
  if (given.length > 1)
    throw new UsageError(`use one of ${given.map(name => `--${name}`).join(', ')}, not both`);
}

import {styleText} from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Coloured when results go to a terminal that shows colours; `NO_COLOR` is respected. Never needed to understand. */
export function style(format: Format, text: string): string {
  const {stdout} = process;
  return stdout.isTTY === true && stdout.hasColors() ? styleText(format, text) : text;
}

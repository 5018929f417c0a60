import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {PROJECT_ROOT} from '../config';
import {EXIT} from '../schema-lifecycle/programmatic';
import {type Invocation, text} from './command';

export const generatedFileOptions = {
  check: {type: 'boolean', about: 'write nothing; exit with 4 when the file is stale'},
  out: {type: 'string', argument: 'FILE', about: 'another file; - is standard output'},
} as const;

/** Writes a file that is made from the migrations, or tells whether it is what it should be. */
export function putGeneratedFile({values, output, json}: Invocation, usual: string, content: string): number {
  const out = text(values, 'out');
  if (out === '-') {
    output.print(content.trimEnd());
    return EXIT.ok;
  }
  const file = out === undefined ? path.join(PROJECT_ROOT, usual) : path.resolve(out);
  const shown = out ?? usual;
  const before = existsSync(file) ? readFileSync(file, 'utf8') : null;
  const state = before === content ? 'current' : values.check === true ? 'stale' : 'written';
  if (state === 'written') {
    mkdirSync(path.dirname(file), {recursive: true});
    writeFileSync(file, content);
  }
  const words = {
    current: `${shown} is up to date`,
    stale: `${shown} is ${before === null ? 'missing' : 'stale'}: write it without --check`,
    written: `${shown} written`,
  };
  output.print(json ? JSON.stringify({file: shown, state}) : words[state]);
  return state === 'stale' ? EXIT.wrong : EXIT.ok;
}

import {createInterface} from 'node:readline';
import {Writable} from 'node:stream';
import {UsageError} from './command';

/** Longer than any password may be; who pipes more has piped the wrong file. */
const MAX_INPUT_BYTES = 4096;

/**
 * Asks for a password twice on a terminal, without showing it; otherwise reads the first line of standard input.
 * @throws UsageError when there is none, or the two differ
 */
export async function readNewPassword(
  input: NodeJS.ReadStream,
  show: (text: string) => void,
): Promise<string> {
  if (!input.isTTY) return readFirstLine(input);
  const first = await askHidden(input, show, 'Password: ');
  const second = await askHidden(input, show, 'Once more: ');
  if (first !== second) throw new UsageError('the two passwords differ');
  return first;
}

async function readFirstLine(input: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of input) {
    text += chunk;
    if (text.includes('\n') || text.length > MAX_INPUT_BYTES) break;
  }
  const line = text.split(/\r?\n/, 1)[0] ?? '';
  if (line === '') throw new UsageError('no password: type it on a terminal, or pipe it to standard input');
  return line;
}

function askHidden(
  input: NodeJS.ReadStream,
  show: (text: string) => void,
  question: string,
): Promise<string> {
  const nowhere = new Writable({write: (_chunk, _encoding, done) => done()});
  const lines = createInterface({input, output: nowhere, terminal: true});
  show(question);
  return new Promise((resolve, reject) => {
    lines.once('line', line => {
      resolve(line);
      lines.close();
    });
    lines.once('close', () => {
      show('\n');
      reject(new UsageError('no password was entered'));
    });
  });
}

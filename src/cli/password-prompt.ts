import {createInterface} from 'node:readline';
import {Writable} from 'node:stream';
import {UsageError} from './command';

/** Longer than any password may be; who pipes more has piped the wrong file. */
const MAX_INPUT_BYTES = 4096;

/**
 * Asks for a password twice on a terminal, without showing it; otherwise reads the first line of the input.
 * @param show writes to the terminal
 * @throws UsageError when there is none, or the two differ
 */
export async function readNewPassword(
  input: NodeJS.ReadableStream & {isTTY?: boolean},
  show: (text: string) => void,
): Promise<string> {
  if (!input.isTTY) return readFirstLine(input);
  const nowhere = new Writable({write: (_chunk, _encoding, done) => done()});
  const terminal = createInterface({input, output: nowhere, terminal: true});
  const lines = terminal[Symbol.asyncIterator]();
  const ask = async (question: string) => {
    show(question);
    const {value, done} = await lines.next();
    show('\n');
    if (done) throw new UsageError('no password was entered');
    return value;
  };
  try {
    const password = await ask('Password: ');
    if ((await ask('Once more: ')) !== password) throw new UsageError('the two passwords differ');
    return password;
  } finally {
    terminal.close();
  }
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

import assert from 'node:assert/strict';
import {PassThrough} from 'node:stream';
import {UsageError} from '../../src/cli/command';
import {readNewPassword} from '../../src/cli/password-prompt';

describe('Asking for a password', () => {
  let shown: string;
  const show = (text: string) => {
    shown += text;
  };
  const givenTerminal = (typed: string) => {
    const input = Object.assign(new PassThrough(), {isTTY: true, setRawMode: () => {}});
    input.write(typed);
    return input;
  };

  beforeEach(() => {
    shown = '';
  });

  it('on a terminal happens twice, and shows nothing of it', async () => {
    assert.equal(
      await readNewPassword(givenTerminal('correct horse\rcorrect horse\r'), show),
      'correct horse',
    );
    assert.equal(shown, 'Password: \nOnce more: \n');
  });

  it('lets a slip of the finger be taken back', async () => {
    const typed = 'correct hp\x7forse\rcorrect horse\r';
    assert.equal(await readNewPassword(givenTerminal(typed), show), 'correct horse');
  });

  it('refuses two that differ, and an end without any', async () => {
    await assert.rejects(readNewPassword(givenTerminal('one thing\ranother\r'), show), /differ/);
    await assert.rejects(readNewPassword(givenTerminal('one thing\r\x03'), show), UsageError);
  });

  it('without a terminal takes the first line as it is', async () => {
    for (const [piped, password] of [
      ['correct horse', 'correct horse'],
      ['correct horse\n', 'correct horse'],
      [' with blanks \r\nanother line\n', ' with blanks '],
    ] as const) {
      const input = new PassThrough();
      input.end(piped);
      assert.equal(await readNewPassword(input, show), password);
    }
    const nothing = new PassThrough();
    nothing.end();
    await assert.rejects(readNewPassword(nothing, show), UsageError);
    assert.equal(shown, '');
  });
});

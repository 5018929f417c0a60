import assert from 'node:assert/strict';
import type {Config} from '../../src/config';
import {DomainError} from '../../src/domain/errors';
import {CursorService} from '../../src/services/cursor.service';

const withSecret = (jwtSecret: string) => new CursorService({auth: {jwtSecret}} as Config);

describe('A cursor', () => {
  const cursors = withSecret('a secret of at least 32 characters');
  const POSITION = ['2027-03-01T10:00:00.000001Z', 42];
  const cursor = cursors.encode('schedules', POSITION);
  const refuses = (service: CursorService, list: string, text: string) =>
    assert.throws(
      () => service.decode(list, text),
      error => error instanceof DomainError && error.code === 'INVALID_CURSOR',
      text,
    );

  it('is read back as it was written, by every process with the same secret', () => {
    assert.deepEqual(cursors.decode('schedules', cursor), POSITION);
    assert.deepEqual(withSecret('a secret of at least 32 characters').decode('schedules', cursor), POSITION);
    assert.match(cursor, /^[\w-]+$/);
  });

  it('that was changed in any character is refused', () => {
    for (let at = 0; at < cursor.length; at += 1) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      refuses(cursors, 'schedules', cursor.slice(0, at) + other + cursor.slice(at + 1));
    }
  });

  it('that is cut, lengthened or no cursor at all is refused', () => {
    for (const text of [cursor.slice(0, -1), cursor.slice(1), `${cursor}A`, `${cursor}!`, `${cursor}=`, '']) {
      refuses(cursors, 'schedules', text);
    }
    refuses(cursors, 'schedules', Buffer.from(JSON.stringify(POSITION)).toString('base64url'));
  });

  it('of another list or another installation is refused', () => {
    refuses(cursors, 'staff-bookings', cursor);
    refuses(withSecret('another secret of 32 characters and more'), 'schedules', cursor);
  });
});

import assert from 'node:assert/strict';
import {adminPasswordProblem, DEVELOPMENT_ADMIN, passwordProblem} from '../../src/domain/passwords';

describe('Passwords', () => {
  it('have 8 to 72 bytes, which is not characters', () => {
    assert.match(passwordProblem('1234567') ?? '', /at least 8/);
    assert.equal(passwordProblem('12345678'), undefined);
    assert.equal(passwordProblem('éééé'), undefined);
    assert.equal(passwordProblem('x'.repeat(72)), undefined);
    assert.match(passwordProblem('x'.repeat(73)) ?? '', /at most 72/);
    assert.match(passwordProblem('é'.repeat(37)) ?? '', /at most 72/);
  });

  it('of admins are none that everybody tries first', () => {
    for (const password of [
      DEVELOPMENT_ADMIN.password,
      'Password1',
      '12345678',
      '1234567890',
      'aaaaaaaaaa',
    ]) {
      assert.match(adminPasswordProblem(password, 'ann@example.com') ?? '', /guess/, password);
    }
    assert.match(adminPasswordProblem('Ann@example.com', 'ann@example.com') ?? '', /guess/);
    assert.equal(adminPasswordProblem('correct horse', 'ann@example.com'), undefined);
  });
});

import assert from 'node:assert/strict';
import type {Config} from '../../src/config';
import {DomainError} from '../../src/domain/errors';
import {addressMark, TokenService} from '../../src/services/token.service';

const SESSION = '0b6f2f9e-6a0b-4f7e-9df0-0e0c5b1f7a11';

describe('Tokens', () => {
  let now: Date;
  let tokens: TokenService;

  const givenTokens = (jwtSecret: string) =>
    new TokenService({auth: {jwtSecret, accessTokenMinutes: 15}} as Config, () => now);
  const isCode = (code: string) => (error: unknown) => error instanceof DomainError && error.code === code;

  beforeEach(() => {
    now = new Date('2026-03-02T10:00:00.000Z');
    tokens = givenTokens('a secret for tests, of 32 characters and more');
  });

  it('of a sign-in name the user and the sign-in until they run out', async () => {
    const {token, expiresInS} = await tokens.accessToken({userId: 7, role: 'admin', sessionId: SESSION});

    assert.equal(expiresInS, 900);
    assert.deepEqual(await tokens.readBearer(token), {kind: 'user', userId: 7, sessionId: SESSION});
    now = new Date(now.getTime() + 899_000);
    await tokens.readBearer(token);
    now = new Date(now.getTime() + 1000);
    await assert.rejects(tokens.readBearer(token), isCode('NOT_AUTHENTICATED'));
  });

  it('of a booking are the same each time for one address, do not name it and do not run out', async () => {
    const createdAt = new Date('2026-03-01T09:00:00.123Z');
    const token = await tokens.bookingAccessToken('RFT-7K2M9QXD', createdAt, 'ann@example.com');
    now = new Date('2036-01-01T00:00:00Z');

    assert.equal(await tokens.bookingAccessToken('RFT-7K2M9QXD', createdAt, ' Ann@Example.com'), token);
    assert.notEqual(await tokens.bookingAccessToken('RFT-7K2M9QXD', createdAt, 'bob@example.com'), token);
    const claims = {
      kind: 'booking',
      bookingReference: 'RFT-7K2M9QXD',
      addressMark: addressMark('ann@example.com'),
    };
    assert.deepEqual(await tokens.readBearer(token), claims);
    assert.doesNotMatch(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(), /ann|example/i);
  });

  it('of links serve one purpose and run out', async () => {
    const expiresAt = new Date('2026-03-02T11:00:00Z');
    const token = await tokens.linkToken('password-reset', 12, expiresAt);

    assert.equal(await tokens.readLink('password-reset', token), 12);
    await assert.rejects(tokens.readLink('email-verification', token), isCode('LINK_INVALID'));
    await assert.rejects(tokens.readBearer(token), isCode('NOT_AUTHENTICATED'));
    now = expiresAt;
    await assert.rejects(tokens.readLink('password-reset', token), isCode('LINK_INVALID'));
  });

  it('of another installation are worth nothing here', async () => {
    const elsewhere = givenTokens('the secret of somebody else, 32 characters');
    const {token} = await elsewhere.accessToken({userId: 7, role: 'admin', sessionId: SESSION});

    await assert.rejects(tokens.readBearer(token), isCode('NOT_AUTHENTICATED'));
  });

  it('for refreshing are random, and only their hash is to be kept', () => {
    const first = tokens.newRefreshToken();
    const second = tokens.newRefreshToken();

    assert.equal(Buffer.from(first.token, 'base64url').length, 32);
    assert.notEqual(first.token, second.token);
    assert.deepEqual(tokens.hashRefreshToken(first.token), first.hash);
  });
});

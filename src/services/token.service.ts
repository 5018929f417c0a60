import {createHash, randomBytes, webcrypto} from 'node:crypto';
import {BindingScope, inject, injectable} from '@loopback/core';
import {errors, type JWTPayload, jwtVerify, SignJWT} from 'jose';
import type {Config} from '../config';
import {DomainError} from '../domain/errors';
import type {UserRole} from '../domain/statuses';
import {AppBindings, type Clock} from '../keys';

const ALGORITHM = 'HS256';
const ISSUER = 'training-admin';
const ACCESS = `${ISSUER}:api`;
const BOOKING = `${ISSUER}:booking`;
const WAITING = `${ISSUER}:waiting-list`;

/** Links in mails; each names one row that is used up with it. */
export type LinkPurpose = 'password-reset' | 'email-verification';

/** What a bearer token says; whether it still holds is for the database to say. */
export type BearerClaims =
  | {kind: 'user'; userId: number; sessionId: string}
  | {kind: 'booking'; bookingReference: string; addressMark: string}
  | {kind: 'waiting'; waitingListReference: string};

export interface AccessTokenSubject {
  userId: number;
  role: UserRole;
  sessionId: string;
}

export interface IssuedToken {
  token: string;
  expiresInS: number;
}

/** Makes and reads tokens. Algorithm, issuer and audience are pinned, so no kind of token passes for another. */
@injectable({scope: BindingScope.SINGLETON})
export class TokenService {
  /** Imported once: jose would do so for every token. */
  private readonly secret: Promise<webcrypto.CryptoKey>;
  private readonly accessTokenS: number;

  constructor(
    @inject(AppBindings.CONFIG) {auth}: Readonly<Config>,
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
  ) {
    this.secret = webcrypto.subtle.importKey(
      'raw',
      Buffer.from(auth.jwtSecret, 'utf8'),
      {name: 'HMAC', hash: 'SHA-256'},
      false,
      ['sign', 'verify'],
    );
    this.accessTokenS = auth.accessTokenMinutes * 60;
  }

  async accessToken({userId, role, sessionId}: AccessTokenSubject): Promise<IssuedToken> {
    const issuedAt = seconds(this.clock());
    const token = await this.sign(
      new SignJWT({role, sid: sessionId})
        .setAudience(ACCESS)
        .setSubject(String(userId))
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + this.accessTokenS),
    );
    return {token, expiresInS: this.accessTokenS};
  }

  /**
   * The key to one booking, as long as it has that contact address. The same arguments give the same token, so a repeated
   * request gets the same answer.
   */
  bookingAccessToken(reference: string, createdAt: Date, contactEmail: string): Promise<string> {
    return this.sign(
      new SignJWT({for: addressMark(contactEmail)})
        .setAudience(BOOKING)
        .setSubject(reference)
        .setIssuedAt(seconds(createdAt)),
    );
  }

  /** The key to one place on a waiting list; always the same. */
  waitingListAccessToken(reference: string): Promise<string> {
    return this.sign(new SignJWT({}).setAudience(WAITING).setSubject(reference));
  }

  /** For the mail that carries the link: made from the row when the mail is sent, so no secret is ever stored. */
  linkToken(purpose: LinkPurpose, rowId: number, expiresAt: Date): Promise<string> {
    return this.sign(
      new SignJWT({})
        .setAudience(`${ISSUER}:${purpose}`)
        .setJti(String(rowId))
        .setExpirationTime(seconds(expiresAt)),
    );
  }

  /** @throws DomainError NOT_AUTHENTICATED for anything but an unexpired token of ours */
  async readBearer(token: string): Promise<BearerClaims> {
    const payload = await this.verify(token, [ACCESS, BOOKING, WAITING]);
    const claims = payload && (payload.aud === ACCESS ? userClaims(payload) : holderClaims(payload));
    if (claims === undefined) throw notAuthenticated();
    return claims;
  }

  /**
   * @returns the id of the row that the link stands for
   * @throws DomainError LINK_INVALID
   */
  async readLink(purpose: LinkPurpose, token: string): Promise<number> {
    const payload = await this.verify(token, [`${ISSUER}:${purpose}`]);
    const rowId = Number(payload?.jti);
    if (payload?.exp === undefined || !Number.isSafeInteger(rowId) || rowId < 1) throw linkInvalid();
    return rowId;
  }

  /** A new secret for one use; only its hash is kept. */
  newRefreshToken(): {token: string; hash: Buffer} {
    const token = randomBytes(32).toString('base64url');
    return {token, hash: this.hashRefreshToken(token)};
  }

  hashRefreshToken(token: string): Buffer {
    return createHash('sha256').update(token).digest();
  }

  private async sign(jwt: SignJWT): Promise<string> {
    return jwt
      .setIssuer(ISSUER)
      .setProtectedHeader({alg: ALGORITHM, typ: 'JWT'})
      .sign(await this.secret);
  }

  private async verify(token: string, audience: string[]): Promise<JWTPayload | undefined> {
    try {
      const {payload} = await jwtVerify(token, await this.secret, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience,
        currentDate: this.clock(),
      });
      return typeof payload.aud === 'string' ? payload : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}

/** Tells addresses apart, whatever their case, without naming them: tokens can be read. */
export function addressMark(email: string): string {
  return createHash('sha256').update(email.trim().toLowerCase()).digest('base64url').slice(0, 16);
}

export function notAuthenticated(): DomainError {
  return new DomainError('NOT_AUTHENTICATED', 'Sign in first: send Authorization: Bearer with a valid token');
}

export function linkInvalid(): DomainError {
  return new DomainError('LINK_INVALID', 'This link is not valid any more: ask for a new one');
}

const MAX_USER_ID = 2_147_483_647;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function userClaims({sub, sid, exp}: JWTPayload): BearerClaims | undefined {
  const userId = Number(sub);
  if (exp === undefined || !Number.isInteger(userId) || userId < 1 || userId > MAX_USER_ID) return undefined;
  return typeof sid === 'string' && UUID.test(sid) ? {kind: 'user', userId, sessionId: sid} : undefined;
}

function holderClaims({aud, sub, for: mark}: JWTPayload): BearerClaims | undefined {
  if (!sub) return undefined;
  if (aud === WAITING) return {kind: 'waiting', waitingListReference: sub};
  return typeof mark === 'string' ? {kind: 'booking', bookingReference: sub, addressMark: mark} : undefined;
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

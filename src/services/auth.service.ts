import {randomUUID} from 'node:crypto';
import {BindingScope, inject, injectable} from '@loopback/core';
import {securityId} from '@loopback/security';
import type {Caller} from '../access';
import type {Config} from '../config';
import type {Database, Transaction} from '../database/database';
import {DomainError} from '../domain/errors';
import {requirePassword} from '../domain/passwords';
import {AppBindings, type Clock} from '../keys';
import type {EmailVerificationRepository} from '../repositories/email-verification.repository';
import type {RefreshTokenRepository} from '../repositories/refresh-token.repository';
import type {Account, UserRepository} from '../repositories/user.repository';
import type {IdempotencyService} from './idempotency.service';
import type {PasswordService} from './password.service';
import type {RateLimitService} from './rate-limit.service';
import {notAuthenticated, type TokenService} from './token.service';

const DAY_MS = 24 * 60 * 60 * 1000;
export const VERIFICATION_LIFE_MS = 7 * DAY_MS;
const BEARER_HEADER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;

export interface Registration {
  email: string;
  password: string;
  firstName: string;
  lastName: string;
  phone?: string;
}

/** What a client gets for a sign-in; `expiresIn` is the access token's life in seconds. */
export interface SignIn {
  account: Account;
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
}

/** Accounts and sign-ins. A sign-in is a family of refresh tokens, of which only the newest may be used, once. */
@injectable({scope: BindingScope.SINGLETON})
export class AuthService {
  constructor(
    @inject(AppBindings.CONFIG) private readonly config: Readonly<Config>,
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.UserRepository') private readonly users: UserRepository,
    @inject('repositories.RefreshTokenRepository') private readonly refreshTokens: RefreshTokenRepository,
    @inject('repositories.EmailVerificationRepository')
    private readonly verifications: EmailVerificationRepository,
    @inject('services.TokenService') private readonly tokens: TokenService,
    @inject('services.PasswordService') private readonly passwords: PasswordService,
    @inject('services.RateLimitService') private readonly rateLimits: RateLimitService,
    @inject('services.IdempotencyService') private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * Makes a customer's account, or turns the guest with that address into one, and signs in. Of a repeated request only
   * whose account it made is remembered: it signs in anew, with the password that the account has now.
   * @param address of the caller
   * @param key the Idempotency-Key
   * @throws DomainError VALIDATION_FAILED, RATE_LIMITED, EMAIL_TAKEN, IDEMPOTENCY_KEY_REUSED, REQUEST_IN_PROGRESS
   */
  async register(
    registration: Registration,
    address: string | undefined,
    key: string | undefined,
  ): Promise<SignIn> {
    requirePassword(registration.password, '/password');
    // A repeated request counts too: it tries a password.
    await this.rateLimits.consume('register', address);
    const passwordHash = await this.passwords.hash(registration.password);
    const request = {key, method: 'POST', path: '/api/auth/register', body: registration};
    let signIn: SignIn | undefined;
    const {userId} = await this.idempotency.once(request, async tx => {
      const account = await this.addAccount(tx, registration, passwordHash);
      signIn = await this.signIn(tx, account, randomUUID());
      return {userId: account.id};
    });
    return signIn ?? this.signInWith(await this.users.findAccount(userId), registration.password);
  }

  private async addAccount(
    tx: Transaction,
    {email, firstName, lastName, phone}: Registration,
    passwordHash: string,
  ): Promise<Account> {
    const person = {email: email.trim(), firstName, lastName, phone: phone ?? null};
    const account = await this.users.addAccount(tx, {...person, passwordHash});
    if (account === undefined) {
      throw new DomainError('EMAIL_TAKEN', 'An account with this email address exists already');
    }
    const now = this.clock();
    await this.verifications.queue(tx, account, new Date(now.getTime() + VERIFICATION_LIFE_MS));
    await this.users.recordSignIn(tx, account.id, now);
    return account;
  }

  /**
   * Only failures count towards the limits: a hit is taken before the password is looked at, and given back on success.
   * @param address of the caller
   * @throws DomainError RATE_LIMITED, and INVALID_CREDENTIALS whatever the reason
   */
  async login(email: string, password: string, address: string | undefined): Promise<SignIn> {
    const addressHit = await this.rateLimits.consume('login-address', address);
    const found = await this.users.findAccountByEmail(email.trim());
    // As stored where there is one: PostgreSQL takes spellings for the same that JavaScript does not.
    const accountHit = await this.rateLimits
      .consume('login-account', found?.email ?? email)
      .catch(async error => {
        await this.rateLimits.giveBack(addressHit);
        throw error;
      });
    const signIn = await this.signInWith(found, password);
    await this.rateLimits.giveBack(addressHit);
    await this.rateLimits.giveBack(accountHit);
    return signIn;
  }

  /**
   * Uses up a refresh token for new tokens. One that was used before has been stolen from one of its two users:
   * the sign-in ends, for both.
   * @throws DomainError NOT_AUTHENTICATED
   */
  async refresh(refreshToken: string): Promise<SignIn> {
    const hash = this.tokens.hashRefreshToken(refreshToken);
    const signIn = await this.database.inTransaction(async tx => {
      const unlocked = await this.refreshTokens.findByHash(tx, hash);
      const account = unlocked && (await this.users.lockAccount(tx, unlocked.userId));
      if (!account?.isActive) return undefined;
      const token = await this.refreshTokens.findByHash(tx, hash);
      const now = this.clock();
      if (token === undefined) return undefined;
      if (token.usedAt !== null) {
        await this.refreshTokens.revokeFamily(tx, token.familyId, now);
        return undefined;
      }
      if (token.revokedAt !== null || token.expiresAt <= now) return undefined;
      await this.refreshTokens.markUsed(tx, token.id, now);
      return this.signIn(tx, account, token.familyId);
    });
    // Thrown after the commit: the end of a stolen sign-in must stay.
    if (signIn === undefined) throw notAuthenticated();
    return signIn;
  }

  /** Ends the sign-in that the token belongs to, its access token included; does nothing for an unknown one. */
  async logout(refreshToken: string): Promise<void> {
    const hash = this.tokens.hashRefreshToken(refreshToken);
    await this.database.inTransaction(async tx => {
      const token = await this.refreshTokens.findByHash(tx, hash);
      if (token === undefined) return;
      await this.users.lockAccount(tx, token.userId);
      await this.refreshTokens.revokeFamily(tx, token.familyId, this.clock());
    });
  }

  /** @throws DomainError NOT_AUTHENTICATED when the account is gone */
  async account(id: number): Promise<Account> {
    const account = await this.users.findAccount(id);
    if (account === undefined) throw notAuthenticated();
    return account;
  }

  /**
   * Who sent a request: role and address are read from the user's row, not from the token.
   * @param authorization the header
   * @throws DomainError NOT_AUTHENTICATED
   */
  async principalOf(authorization: string | undefined): Promise<Caller> {
    const token = BEARER_HEADER.exec(authorization ?? '')?.[1];
    if (token === undefined) throw notAuthenticated();
    const claims = await this.tokens.readBearer(token);
    if (claims.kind === 'booking') return {...claims, [securityId]: claims.bookingReference};
    if (claims.kind === 'waiting') return {...claims, [securityId]: claims.waitingListReference};
    const {userId, sessionId} = claims;
    const account = await this.users.findSignedIn(userId, sessionId);
    if (account === undefined) throw notAuthenticated();
    const {id, role, email, emailVerified} = account;
    return {kind: 'user', id, role, email, emailVerified, sessionId, [securityId]: String(id)};
  }

  /** @throws DomainError INVALID_CREDENTIALS, after the same time whatever the reason */
  private async signInWith(found: Account | undefined, password: string): Promise<SignIn> {
    const matches = await this.passwords.matches(password, found?.isActive ? found.passwordHash : null);
    if (found === undefined || !matches) throw invalidCredentials();
    return this.database.inTransaction(async tx => {
      const account = await this.users.lockAccount(tx, found.id);
      // A password that was changed while it was compared must not open a sign-in any more.
      if (!account?.isActive || account.passwordHash !== found.passwordHash) throw invalidCredentials();
      await this.users.recordSignIn(tx, account.id, this.clock());
      return this.signIn(tx, account, randomUUID());
    });
  }

  private async signIn(tx: Transaction, account: Account, sessionId: string): Promise<SignIn> {
    const {token, hash} = this.tokens.newRefreshToken();
    const expiresAt = new Date(this.clock().getTime() + this.config.auth.refreshTokenDays * DAY_MS);
    await this.refreshTokens.add(tx, {userId: account.id, familyId: sessionId, tokenHash: hash, expiresAt});
    const access = await this.tokens.accessToken({userId: account.id, role: account.role, sessionId});
    return {account, accessToken: access.token, refreshToken: token, expiresIn: access.expiresInS};
  }
}

function invalidCredentials(): DomainError {
  return new DomainError('INVALID_CREDENTIALS', 'The email address or the password is wrong');
}

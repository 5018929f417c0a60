import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {requireAdminPassword, requirePassword} from '../domain/passwords';
import {AppBindings, type Clock} from '../keys';
import type {EmailVerificationRepository} from '../repositories/email-verification.repository';
import type {PasswordResetRepository} from '../repositories/password-reset.repository';
import type {RefreshTokenRepository} from '../repositories/refresh-token.repository';
import type {UserRepository} from '../repositories/user.repository';
import type {PasswordService} from './password.service';
import type {RateLimitService} from './rate-limit.service';
import {linkInvalid, type TokenService} from './token.service';

const RESET_LIFE_MS = 60 * 60 * 1000;

/** What the links in mails do: set a new password, prove an email address. Each works once. */
@injectable({scope: BindingScope.SINGLETON})
export class AuthLinkService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.UserRepository') private readonly users: UserRepository,
    @inject('repositories.RefreshTokenRepository') private readonly refreshTokens: RefreshTokenRepository,
    @inject('repositories.PasswordResetRepository') private readonly resets: PasswordResetRepository,
    @inject('repositories.EmailVerificationRepository')
    private readonly verifications: EmailVerificationRepository,
    @inject('services.TokenService') private readonly tokens: TokenService,
    @inject('services.PasswordService') private readonly passwords: PasswordService,
    @inject('services.RateLimitService') private readonly rateLimits: RateLimitService,
  ) {}

  /**
   * Queues the mail with the link when there is an account, and never says whether there is one.
   * @param address of the caller
   * @throws DomainError RATE_LIMITED, for unknown email addresses too
   */
  async requestReset(email: string, address: string | undefined): Promise<void> {
    await this.rateLimits.consume('reset-address', address);
    const found = await this.users.findAccountByEmail(email.trim());
    await this.rateLimits.consume('reset-account', found?.email ?? email);
    const expiresAt = new Date(this.clock().getTime() + RESET_LIFE_MS);
    await this.database.inTransaction(tx => this.resets.queue(tx, email.trim(), expiresAt));
  }

  /**
   * Sets a new password, ends all sign-ins of the user, and takes the email address as proven.
   * @throws DomainError VALIDATION_FAILED, LINK_INVALID
   */
  async confirmReset(token: string, newPassword: string): Promise<void> {
    requirePassword(newPassword, '/newPassword');
    const resetId = await this.tokens.readLink('password-reset', token);
    const userId = await this.resets.findUsable(resetId, this.clock());
    if (userId === undefined) throw linkInvalid();
    const passwordHash = await this.passwords.hash(newPassword);
    await this.database.inTransaction(async tx => {
      const account = await this.users.lockAccount(tx, userId);
      const now = this.clock();
      if (!account?.isActive || !(await this.resets.use(tx, resetId, userId, now))) throw linkInvalid();
      if (account.role === 'admin') requireAdminPassword(newPassword, account.email);
      await this.users.setPassword(tx, userId, passwordHash, now);
      await this.refreshTokens.revokeAllOf(tx, userId, now);
    });
  }

  /**
   * Confirms the address of whoever is signed in. The link alone is not enough: somebody else may have registered with
   * the address, and its owner's click would open the owner's bookings to them.
   * @throws DomainError LINK_INVALID, for another user's link too
   */
  async verifyEmail(userId: number, token: string): Promise<void> {
    const verificationId = await this.tokens.readLink('email-verification', token);
    await this.database.inTransaction(async tx => {
      const now = this.clock();
      await this.users.lockAccount(tx, userId);
      if (!(await this.verifications.use(tx, verificationId, userId, now))) throw linkInvalid();
      await this.users.verifyEmail(tx, userId, now);
    });
  }
}

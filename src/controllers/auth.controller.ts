import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param, post, type Request, type Response, RestBindings, requestBody} from '@loopback/rest';
import {SecurityBindings} from '@loopback/security';
import {allow, publicRoute, type UserPrincipal} from '../access';
import type {Account} from '../repositories/user.repository';
import type {AuthService, SignIn} from '../services/auth.service';
import type {AuthLinkService} from '../services/auth-link.service';
import {
  type AcceptedReply,
  type AccountReply,
  acceptedSchema,
  accountSchema,
  type EmailVerificationBody,
  emailVerificationSchema,
  type LoginBody,
  loginSchema,
  type PasswordResetBody,
  type PasswordResetConfirmationBody,
  passwordResetConfirmationSchema,
  passwordResetSchema,
  type RefreshBody,
  type RegistrationBody,
  refreshSchema,
  registrationSchema,
  type SignInReply,
  signInSchema,
} from './schemas/auth.schemas';
import {json} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {IDEMPOTENCY_FAILURES, idempotencyKeyParameter} from './schemas/idempotency-key';
import {body} from './schemas/request-body';

const tags = ['Sign-in'];

@injectable({scope: BindingScope.SINGLETON})
export class AuthController {
  constructor(
    @inject('services.AuthService') private readonly auth: AuthService,
    @inject('services.AuthLinkService') private readonly links: AuthLinkService,
  ) {}

  @publicRoute()
  @post('/api/auth/register', {
    operationId: 'register',
    summary: 'Make an account and sign in; a mail asks to confirm the email address',
    tags,
    responses: {
      201: json('Registered and signed in', signInSchema),
      ...errorReplies(
        'EMAIL_TAKEN',
        'INVALID_CREDENTIALS',
        'VALIDATION_FAILED',
        ...IDEMPOTENCY_FAILURES,
        'RATE_LIMITED',
      ),
    },
  })
  async register(
    @requestBody(body(registrationSchema)) given: RegistrationBody,
    @inject(RestBindings.Http.REQUEST) request: Request,
    @inject(RestBindings.Http.RESPONSE) response: Response,
    @param(idempotencyKeyParameter) key?: string,
  ): Promise<SignInReply> {
    const signIn = await this.auth.register(given, request.ip, key);
    response.status(201);
    return signInReply(signIn);
  }

  @publicRoute()
  @post('/api/auth/login', {
    operationId: 'login',
    summary: 'Sign in with email address and password',
    tags,
    responses: {
      200: json('Signed in', signInSchema),
      ...errorReplies('INVALID_CREDENTIALS', 'VALIDATION_FAILED', 'RATE_LIMITED'),
    },
  })
  async login(
    @requestBody(body(loginSchema)) given: LoginBody,
    @inject(RestBindings.Http.REQUEST) request: Request,
  ): Promise<SignInReply> {
    return signInReply(await this.auth.login(given.email, given.password, request.ip));
  }

  @publicRoute()
  @post('/api/auth/refresh', {
    operationId: 'refresh',
    summary: 'Exchange a refresh token for new tokens; a token that is sent twice ends the sign-in',
    tags,
    responses: {
      200: json('New tokens', signInSchema),
      ...errorReplies('NOT_AUTHENTICATED', 'VALIDATION_FAILED'),
    },
  })
  async refresh(@requestBody(body(refreshSchema)) given: RefreshBody): Promise<SignInReply> {
    return signInReply(await this.auth.refresh(given.refreshToken));
  }

  @publicRoute()
  @post('/api/auth/logout', {
    operationId: 'logout',
    summary: 'End a sign-in: its refresh token and its access tokens stop working at once',
    tags,
    responses: {204: {description: 'Ended'}, ...errorReplies('VALIDATION_FAILED')},
  })
  async logout(@requestBody(body(refreshSchema)) given: RefreshBody): Promise<void> {
    await this.auth.logout(given.refreshToken);
  }

  @allow('customer', 'admin', 'instructor')
  @get('/api/auth/me', {
    operationId: 'me',
    summary: 'Who is signed in',
    tags,
    responses: {
      200: json('The account', accountSchema),
      ...errorReplies('NOT_AUTHENTICATED', 'NOT_ALLOWED'),
    },
  })
  async me(@inject(SecurityBindings.USER) principal: UserPrincipal): Promise<AccountReply> {
    return accountReply(await this.auth.account(principal.id));
  }

  @publicRoute()
  @post('/api/auth/password-reset', {
    operationId: 'requestPasswordReset',
    summary: 'Ask for a link to set a new password',
    tags,
    responses: {
      202: json('The same answer whether or not there is an account', acceptedSchema),
      ...errorReplies('VALIDATION_FAILED', 'RATE_LIMITED'),
    },
  })
  async requestPasswordReset(
    @requestBody(body(passwordResetSchema)) given: PasswordResetBody,
    @inject(RestBindings.Http.REQUEST) request: Request,
    @inject(RestBindings.Http.RESPONSE) response: Response,
  ): Promise<AcceptedReply> {
    await this.links.requestReset(given.email, request.ip);
    response.status(202);
    return {message: 'If there is an account with this email address, a link is on its way to it'};
  }

  @publicRoute()
  @post('/api/auth/password-reset/confirm', {
    operationId: 'confirmPasswordReset',
    summary: 'Set a new password with the link from the mail; ends all sign-ins of the account',
    tags,
    responses: {
      204: {description: 'The new password is set'},
      ...errorReplies('LINK_INVALID', 'VALIDATION_FAILED'),
    },
  })
  async confirmPasswordReset(
    @requestBody(body(passwordResetConfirmationSchema)) given: PasswordResetConfirmationBody,
  ): Promise<void> {
    await this.links.confirmReset(given.token, given.newPassword);
  }

  @allow('customer', 'instructor', 'admin')
  @post('/api/auth/verify-email', {
    operationId: 'verifyEmail',
    summary: 'Confirm the email address of whoever is signed in, with the link from the mail',
    tags,
    responses: {
      204: {description: 'The address is confirmed'},
      ...errorReplies('LINK_INVALID', 'VALIDATION_FAILED'),
    },
  })
  async verifyEmail(
    @requestBody(body(emailVerificationSchema)) given: EmailVerificationBody,
    @inject(SecurityBindings.USER) principal: UserPrincipal,
  ): Promise<void> {
    await this.links.verifyEmail(principal.id, given.token);
  }
}

function signInReply({account, accessToken, refreshToken, expiresIn}: SignIn): SignInReply {
  return {user: accountReply(account), accessToken, refreshToken, expiresIn, tokenType: 'Bearer'};
}

function accountReply({id, email, firstName, lastName, phone, role, emailVerified}: Account): AccountReply {
  return {id, email, firstName, lastName, phone, role, emailVerified};
}

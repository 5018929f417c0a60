import type {AuthenticationStrategy} from '@loopback/authentication';
import {BindingScope, inject, injectable} from '@loopback/core';
import type {Request} from '@loopback/rest';
import {securityId} from '@loopback/security';
import {BEARER, BEARER_OPTIONAL, type Caller, type VisitorPrincipal} from '../access';
import type {AuthService} from '../services/auth.service';

/** `Authorization: Bearer` with a user's access token, a booking's or a waiting-list entry's. */
@injectable({scope: BindingScope.SINGLETON})
export class BearerStrategy implements AuthenticationStrategy {
  readonly name = BEARER;

  constructor(@inject('services.AuthService') private readonly auth: AuthService) {}

  authenticate({headers}: Request): Promise<Caller> {
    return this.auth.principalOf(headers.authorization);
  }
}

/** The same for public routes that also serve users: only without the header is the caller a visitor. */
@injectable({scope: BindingScope.SINGLETON})
export class OptionalBearerStrategy implements AuthenticationStrategy {
  readonly name = BEARER_OPTIONAL;

  constructor(@inject('services.AuthService') private readonly auth: AuthService) {}

  async authenticate({headers}: Request): Promise<Caller | VisitorPrincipal> {
    if (headers.authorization === undefined) return {kind: 'visitor', [securityId]: 'visitor'};
    return this.auth.principalOf(headers.authorization);
  }
}

import {authenticate, getAuthenticateMetadata} from '@loopback/authentication';
import {authorize, getAuthorizationMetadata} from '@loopback/authorization';
import type {securityId} from '@loopback/security';
import type {UserRole} from './domain/statuses';

/** Who may call a route: the roles of users, and the holders of one booking's or waiting-list entry's access token. */
export type Role = UserRole | 'booking' | 'waiting';

/** A signed-in user, as the row is now, not as it was when the token was made. */
export interface UserPrincipal {
  kind: 'user';
  id: number;
  role: UserRole;
  email: string;
  emailVerified: boolean;
  /** The sign-in (family of refresh tokens) that the access token belongs to. */
  sessionId: string;
  [securityId]: string;
}

/** The holder of one booking's access token: a guest. */
export interface BookingPrincipal {
  kind: 'booking';
  bookingReference: string;
  /** Of the contact's address that the token was made for. */
  addressMark: string;
  [securityId]: string;
}

/** The holder of one waiting-list entry's access token. */
export interface WaitingPrincipal {
  kind: 'waiting';
  waitingListReference: string;
  [securityId]: string;
}

/** Whoever calls a route with `@allow`: `@inject(SecurityBindings.USER) principal: Principal`, as a method's parameter. */
export type Principal = UserPrincipal | BookingPrincipal;
/** The same on routes that also name `waiting`. */
export type WaitingHolder = UserPrincipal | WaitingPrincipal;
/** Whoever sent a bearer token. */
export type Caller = Principal | WaitingPrincipal;

/** Nobody in particular: only on routes with `@publicRoute({optionalUser: true})`. */
export interface VisitorPrincipal {
  kind: 'visitor';
  [securityId]: string;
}

export const BEARER = 'bearer';
export const BEARER_OPTIONAL = 'bearer-optional';

// biome-ignore lint/suspicious/noExplicitAny: the type that LoopBack's own decorators have
type Decorator = (target: any, method?: string, descriptor?: TypedPropertyDescriptor<any>) => void;

/** Opens a route (or all of a controller) to callers with one of these roles; without it nobody may call it. */
export function allow(...roles: [Role, ...Role[]]): Decorator {
  return (target, method, descriptor) => {
    authenticate(BEARER)(target, method, descriptor);
    authorize({allowedRoles: roles})(target, method, descriptor);
  };
}

/**
 * Opens a route to everybody. With `optionalUser` a bearer token that is sent is checked all the same (a bad one is
 * refused), and `SecurityBindings.USER` is a `Principal | VisitorPrincipal`.
 */
export function publicRoute({optionalUser = false}: {optionalUser?: boolean} = {}): Decorator {
  return (target, method, descriptor) => {
    const authentication = optionalUser ? authenticate(BEARER_OPTIONAL) : authenticate.skip();
    authentication(target, method, descriptor);
    authorize.skip()(target, method, descriptor);
  };
}

export type Access = 'public' | readonly Role[];

/** Who may call a controller's method; undefined when nobody said, so nobody may. */
export function accessOf(controllerClass: object, method: string): Access | undefined {
  const authorization = getAuthorizationMetadata(controllerClass, method);
  const authentication = getAuthenticateMetadata(controllerClass as new () => object, method);
  if (authorization === undefined || authentication === undefined) return undefined;
  return authorization.skip ? 'public' : ((authorization.allowedRoles ?? []) as Role[]);
}

/** Nobody may where no role is named. */
export function mayCall(principal: Caller | undefined, roles: readonly Role[] | undefined): boolean {
  if (principal === undefined || roles === undefined) return false;
  return roles.includes(principal.kind === 'user' ? principal.role : principal.kind);
}

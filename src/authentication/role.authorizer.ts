import {AuthorizationDecision, type Authorizer} from '@loopback/authorization';
import {type Caller, mayCall, type Role} from '../access';

/** Allows the roles that a route names, and nobody where none is named. */
export const roleAuthorizer: Authorizer = async ({principals}, {allowedRoles}) => {
  const principal = principals[0] as unknown as Caller | undefined;
  return mayCall(principal, allowedRoles as Role[] | undefined)
    ? AuthorizationDecision.ALLOW
    : AuthorizationDecision.DENY;
};

import {AuthorizationDecision, type Authorizer} from '@loopback/authorization';
import {mayCall, type Principal, type Role} from '../access';

/** Allows the roles that a route names, and nobody where none is named. */
export const roleAuthorizer: Authorizer = async ({principals}, {allowedRoles}) => {
  const principal = principals[0] as unknown as Principal | undefined;
  return mayCall(principal, allowedRoles as Role[] | undefined)
    ? AuthorizationDecision.ALLOW
    : AuthorizationDecision.DENY;
};

import {
  AuthenticationBindings,
  AuthenticationComponent,
  registerAuthenticationStrategy,
} from '@loopback/authentication';
import {
  AuthorizationBindings,
  AuthorizationComponent,
  AuthorizationDecision,
  AuthorizationTags,
} from '@loopback/authorization';
import {createBindingFromClass} from '@loopback/core';
import type {RestApplication} from '@loopback/rest';
import {ExplorerController} from '@loopback/rest-explorer/dist/rest-explorer.controller';
import {BEARER, publicRoute} from '../access';
import {AccessMiddleware} from './access.middleware';
import {BearerStrategy, OptionalBearerStrategy} from './bearer.strategy';
import {roleAuthorizer} from './role.authorizer';
import {SecuritySpecEnhancer} from './security.spec-enhancer';

// The explorer is a class of LoopBack's, decorated once for all applications of this process.
publicRoute()(ExplorerController);

/** Closes every route that does not say who may call it (`src/access.ts`): LoopBack's own default is open. */
export function closeByDefault(application: RestApplication): void {
  application.configure(AuthenticationBindings.COMPONENT).to({
    defaultMetadata: [{strategy: BEARER}],
    failOnError: true,
  });
  application.configure(AuthorizationBindings.COMPONENT).to({
    defaultDecision: AuthorizationDecision.DENY,
    precedence: AuthorizationDecision.DENY,
    defaultMetadata: {allowedRoles: []},
  });
  application.component(AuthenticationComponent);
  application.component(AuthorizationComponent);
  registerAuthenticationStrategy(application, BearerStrategy);
  registerAuthenticationStrategy(application, OptionalBearerStrategy);
  application.bind('authorizers.role').to(roleAuthorizer).tag(AuthorizationTags.AUTHORIZER);
  application.middleware(AccessMiddleware);
  application.add(createBindingFromClass(SecuritySpecEnhancer));
}

import {BindingScope, type Constructor, CoreBindings, injectable, type Provider} from '@loopback/core';
import {asMiddleware, type Middleware, RestMiddlewareGroups, RestTags} from '@loopback/rest';
import {SecurityBindings} from '@loopback/security';
import {accessOf, type Caller, mayCall} from '../access';
import {DomainError} from '../domain/errors';

/**
 * Refuses a caller without the role before anything of the request is parsed. The authorization component decides by
 * the same rule, but only after the body has been validated, and would tell whoever asks what a valid one looks like.
 */
@injectable(
  asMiddleware({
    group: 'access',
    upstreamGroups: [RestMiddlewareGroups.AUTHENTICATION],
    downstreamGroups: [RestMiddlewareGroups.PARSE_PARAMS],
    chain: RestTags.REST_MIDDLEWARE_CHAIN,
  }),
  {scope: BindingScope.SINGLETON},
)
export class AccessMiddleware implements Provider<Middleware> {
  value(): Middleware {
    return async (ctx, next) => {
      const controllerClass = ctx.getSync<Constructor<object>>(CoreBindings.CONTROLLER_CLASS, {
        optional: true,
      });
      const method = ctx.getSync<string>(CoreBindings.CONTROLLER_METHOD_NAME, {optional: true});
      if (controllerClass && method) {
        const access = accessOf(controllerClass, method);
        const principal = ctx.getSync<Caller>(SecurityBindings.USER.key, {optional: true});
        if (access !== 'public' && !mayCall(principal, access)) {
          throw new DomainError('NOT_ALLOWED', 'This is not for you');
        }
      }
      return next();
    };
  }
}

import {BindingScope, injectable, type Provider} from '@loopback/core';
import {
  asMiddleware,
  ControllerRoute,
  HttpErrors,
  type Middleware,
  type ParameterObject,
  RestBindings,
  RestMiddlewareGroups,
  RestTags,
} from '@loopback/rest';

/** Refuses query parameters that the operation does not know: a misspelt filter would silently show everything. */
@injectable(
  asMiddleware({
    group: 'knownQuery',
    upstreamGroups: [RestMiddlewareGroups.FIND_ROUTE],
    downstreamGroups: [RestMiddlewareGroups.AUTHENTICATION, RestMiddlewareGroups.PARSE_PARAMS],
    chain: RestTags.REST_MIDDLEWARE_CHAIN,
  }),
  {scope: BindingScope.SINGLETON},
)
export class KnownQueryMiddleware implements Provider<Middleware> {
  value(): Middleware {
    return async (ctx, next) => {
      const names = namesIn(ctx.request.url);
      if (names.length > 0) {
        const route = await ctx.get(RestBindings.Operation.ROUTE);
        // Pages know no parameters, and links to them carry all kinds.
        if (!(route instanceof ControllerRoute)) return next();
        const known = ((route.spec.parameters ?? []) as ParameterObject[])
          .filter(parameter => parameter.in === 'query')
          .map(parameter => parameter.name);
        const unknown = names.find(name => !known.includes(name));
        if (unknown !== undefined && route.spec['x-any-query'] !== true) {
          throw Object.assign(
            new HttpErrors.BadRequest(
              `The parameter ${unknown.slice(0, 50)} is not known here; known: ${known.join(', ') || 'none'}`,
            ),
            {code: 'UNKNOWN_PARAMETER'},
          );
        }
      }
      return next();
    };
  }
}

/** As they were sent, brackets aside: the parsed query leaves out names such as `__proto__`. */
function namesIn(url: string): string[] {
  const start = url.indexOf('?');
  if (start < 0) return [];
  return [...new URLSearchParams(url.slice(start)).keys()].map(name => name.split('[', 1)[0] ?? '');
}

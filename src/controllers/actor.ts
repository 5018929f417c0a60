import {type Context, inject} from '@loopback/core';
import {RestBindings} from '@loopback/rest';
import {SecurityBindings} from '@loopback/security';
import type {Principal} from '../access';
import type {Actor} from '../repositories/admin-activity-log.repository';

const MAX_USER_AGENT = 500;

/** Injects, as a method's parameter, the member of staff who makes the request and from where. */
export function actor() {
  return inject('', {decorator: '@actor'}, async (context: Context): Promise<Actor> => {
    const principal = await context.get<Principal>(SecurityBindings.USER.key);
    const request = await context.get(RestBindings.Http.REQUEST);
    if (principal.kind !== 'user') throw new Error('@actor() is for routes that only users may call');
    return {
      adminId: principal.id,
      ipAddress: request.ip ?? null,
      userAgent: request.get('user-agent')?.slice(0, MAX_USER_AGENT) ?? null,
    };
  });
}

import type {Actor} from '../repositories/admin-activity-log.repository';
import type {IdempotentRequest} from '../services/idempotency.service';

/** What makes two requests of one member of staff the same one. */
export function staffRequest(
  key: string | undefined,
  {adminId}: Actor,
  path: string,
  body: unknown,
): IdempotentRequest {
  return {key, scope: `staff ${adminId}`, method: 'POST', path, body};
}

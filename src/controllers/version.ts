import {DomainError} from '../domain/errors';

/** The header by which an editor says which version it saw. */
export const ifMatchParameter = {
  name: 'If-Match',
  in: 'header',
  description: 'The ETag of the record as it was read',
  schema: {type: 'string', maxLength: 50, example: '"3"'},
} as const;

export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * @returns the version that an `If-Match` header names
 * @throws DomainError VERSION_REQUIRED without one: an edit that does not say what it saw could lose somebody's work
 */
export function versionOf(ifMatch: string | undefined): number {
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch?.trim() ?? '')?.[1];
  if (version === undefined) {
    throw new DomainError('VERSION_REQUIRED', 'Send the ETag that you read as If-Match, such as "3"');
  }
  return Number(version);
}

/** Which version of a thing the caller has read, so that nobody overwrites what they have not seen. */
import type { HttpRequest } from '@azure/functions';
import { refuse } from '../domain/refusal.ts';

/** The version in If-Match, or nothing when the header is not sent. Refuses a value that is not one of our ETags. */
export function ifMatch(request: HttpRequest): number | undefined {
  const header = request.headers.get('if-match');
  if (header === null || header === '*') return undefined;
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(header)?.[1];
  if (version === undefined)
    return refuse('invalid', 'if_match_invalid', 'If-Match must hold the ETag that was read.');
  return Number(version);
}

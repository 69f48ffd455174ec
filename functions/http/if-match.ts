/** Which version of a thing the caller has read, so that no caller overwrites a change that they have not seen. */
import type { HttpRequest } from '@azure/functions';
import { refuse } from '../domain/refusal.ts';
import { versionIn } from './etag.ts';

/**
 * The version in If-Match; nothing when the header is not sent, or is `*`, which means any version. Refuses a value that
 * is not one of our ETags.
 */
export function ifMatch(request: HttpRequest): number | undefined {
  const header = request.headers.get('if-match');
  if (header === null || header === '*') return undefined;
  return (
    versionIn(header) ?? refuse('invalid', 'if_match_invalid', 'If-Match must hold the ETag that was read.')
  );
}

/** The same for changes that overwrite fields. Refuses a request without the header (428, RFC 6585). */
export function requireIfMatch(request: HttpRequest): number | undefined {
  if (!request.headers.has('if-match')) {
    refuse(
      'precondition_required',
      'if_match_required',
      'Send the ETag that was read as If-Match, so that no newer version is overwritten.',
    );
  }
  return ifMatch(request);
}

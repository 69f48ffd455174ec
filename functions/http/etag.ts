/** ETags: which representation an answer is, so that a caller who has it need not receive it again (RFC 9110, 13.1.2). */
import { createHash } from 'node:crypto';
import type { HttpRequest, HttpResponseInit } from '@azure/functions';

/** Sixteen characters of SHA-256: enough for the few representations of one address. */
const HASH_CHARACTERS = 16;

/** The version of a record, which `If-Match` compares, before the hash of what was sent. */
const VERSION = /^(?:W\/)?"(\d{1,9})(?:\.[0-9a-f]{16})?"$/;

/**
 * The ETag of an answer.
 *
 * @param version of the record; without it, the ETag is of the content alone
 */
export function etagOf(content: string | Uint8Array, version?: number): string {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, HASH_CHARACTERS);
  return version === undefined ? `"${hash}"` : `"${version}.${hash}"`;
}

/** The version in an ETag of ours; undefined when it is none. */
export function versionIn(etag: string): number | undefined {
  const version = VERSION.exec(etag)?.[1];
  return version === undefined ? undefined : Number(version);
}

/** The answer to a GET: 304 without a body when the caller has what would be sent. */
export function unlessKnown(request: HttpRequest, response: HttpResponseInit): HttpResponseInit {
  const headers = response.headers as Record<string, string> | undefined;
  const known = request.headers.get('if-none-match');
  const etag = headers?.etag;
  if (request.method !== 'GET' || response.status !== 200 || known === null || etag === undefined)
    return response;
  const isKnown = known.trim() === '*' || known.split(',').some((each) => weak(each) === weak(etag));
  return isKnown ? { status: 304, headers: { etag } } : response;
}

/** Compared weakly: a proxy that compresses marks an ETag so. */
const weak = (etag: string): string => etag.trim().replace(/^W\//, '');

/** Where a request comes from and how it is traced. */
import { randomUUID } from 'node:crypto';
import type { HttpRequest } from '@azure/functions';

const GIVEN_ID = /^[A-Za-z0-9._-]{1,100}$/;

/** The id that the client gave, if it is harmless in logs and headers; else a new one. */
export function requestId(request: HttpRequest): string {
  const given = request.headers.get('x-request-id');
  return given && GIVEN_ID.test(given) ? given : randomUUID();
}

/**
 * The client's address. Forwarded-for is believed only as far as trusted proxies wrote it: the last entry that no
 * proxy of ours added.
 *
 * @param proxies how many trusted ones stand before us (TRUSTED_PROXIES), Azure's own front end among them
 */
export function callerAddress(request: HttpRequest, proxies: number): string | null {
  if (proxies < 1) return null;
  const forwarded = (request.headers.get('x-forwarded-for') ?? '').split(',').map((each) => each.trim());
  // A chain that is shorter than that was written by trusted proxies alone: its first entry is the furthest they saw.
  const last = forwarded.at(-proxies) ?? forwarded[0];
  // Azure writes the port behind the address, which then stands in brackets when it is one of IPv6.
  const address = last?.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1').replace(/^\[([^\]]*)\](:\d+)?$/, '$1');
  return address && /^[0-9a-fA-F:.]{3,45}$/.test(address) ? address : null;
}

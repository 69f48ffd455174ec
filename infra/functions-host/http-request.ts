/** Turns an incoming HTTP message into the invocation's request, in the host's own form or the lighter one. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import type { RpcHttp } from './core-types.ts';
import { LiteRequest } from './lite-request.ts';
import type { Params } from './routes.ts';

export type Received = { request: IncomingMessage; url: string; body: Buffer | undefined };

/** Path and raw query of a request target. */
export function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?');
  return mark < 0
    ? { path: target, query: '' }
    : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

/**
 * Throws a body away as it comes. Only then is it answered: a client that still sends when the connection closes may
 * never see the answer.
 */
export async function discardBody(request: IncomingMessage): Promise<void> {
  // A client that left needs no answer.
  await finished(request.resume(), { writable: false }).catch(() => undefined);
}

/** Reads the body. Rejects when the client goes away before it has sent all of it. */
export async function readBody(request: IncomingMessage, length: number): Promise<Buffer | undefined> {
  if (length === 0) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const [only] = chunks;
  return chunks.length === 1 ? only : Buffer.concat(chunks);
}

/** The host's RpcHttp message: the library makes a `Request` of it. */
export function toRpcHttp({ request, url, body }: Received, params: Params, query: string): RpcHttp {
  return {
    method: request.method ?? 'GET',
    url,
    headers: headersOf(request),
    params,
    query: queryOf(query),
    ...(body === undefined ? {} : { body: { bytes: body } }),
  };
}

/** The same request for the library's `nativeRequest` entry point, several times cheaper than a `Request`. */
export function toLiteHttp({ request, url, body }: Received, params: Params, query: string): RpcHttp {
  const native = new LiteRequest(url, request.method ?? 'GET', () => headersOf(request), body);
  return { nativeRequest: native, params, query: queryOf(query) };
}

/** Whether the web server of this installation passed the request on: only it knows the token (PROXY_TOKEN). */
function isFromWebServer(shown: string | undefined): boolean {
  const token = process.env.PROXY_TOKEN;
  if (!token || shown === undefined) return false;
  const [ours, theirs] = [Buffer.from(token), Buffer.from(shown)];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}

/** Names in lower case; repeated headers joined with a comma, cookies with a semicolon. */
function headersOf({ rawHeaders, socket }: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase();
    const value = rawHeaders[i + 1] ?? '';
    const earlier = headers[name];
    headers[name] = earlier === undefined ? value : `${earlier}${name === 'cookie' ? '; ' : ','}${value}`;
  }
  const chain = headers['x-forwarded-for'];
  if (!isFromWebServer(headers['x-proxy-token'])) {
    // As Azure's front end does: the address that really called is the last one, whatever the caller wrote before it.
    // Where all clients come through the web server, no other address is believed.
    const before = process.env.PROXY_TOKEN ? undefined : chain;
    headers['x-forwarded-for'] = [before, socket.remoteAddress]
      .filter((part) => part !== undefined)
      .join(',');
  }
  delete headers['x-proxy-token'];
  return headers;
}

/** Values of a repeated key are joined with a comma, as the real host does. */
function queryOf(query: string): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  if (query === '') return values;
  for (const [key, value] of new URLSearchParams(query)) {
    const earlier = values[key];
    values[key] = earlier === undefined ? value : `${earlier},${value}`;
  }
  return values;
}

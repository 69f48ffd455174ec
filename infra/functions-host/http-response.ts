/** Writes a function's answer: from the library's RpcHttp message, or straight from a plain handler result. */
import type { ServerResponse } from 'node:http';
import type { RpcCookie, RpcHttp } from './core-types.ts';
import { isObject } from './settings.ts';

/** These statuses have no body; the library drops one that is given. */
const WITHOUT_BODY = new Set([204, 205, 304]);
const UNSENT = new Set(['content-length', 'transfer-encoding', 'connection']);

type Answer = {
  status: number;
  headers: ReadonlyMap<string, string>;
  cookies: readonly string[];
  body: string | Uint8Array;
};

/** Sends a bare status with an empty body. */
export function sendStatus(response: ServerResponse, status: number): void {
  send(response, { status, headers: new Map(), cookies: [], body: '' });
}

/** Sends a JSON document. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const headers = new Map([['content-type', 'application/json; charset=utf-8']]);
  send(response, { status, headers, cookies: [], body: JSON.stringify(value) });
}

/** Sends what the library made of the handler's result. */
export function sendRpcHttp(response: ServerResponse, http: RpcHttp): void {
  send(response, {
    status: Number(http.statusCode),
    headers: new Map(Object.entries(http.headers ?? {})),
    cookies: (http.cookies ?? []).map(formatCookie),
    body: http.body?.bytes ?? '',
  });
}

/**
 * Sends a plain result without the library's `Response`, exactly as the library would have it sent; false, and
 * nothing sent, when the result is not plain enough. Throws what the conversion to JSON throws.
 */
export function sendPlainResult(response: ServerResponse, result: unknown): boolean {
  if (result === null || result === undefined) {
    sendStatus(response, 204);
    return true;
  }
  const answer = toAnswer(result);
  if (answer === undefined) return false;
  send(response, answer);
  return true;
}

function toAnswer(result: unknown): Answer | undefined {
  if (!isPlain(result)) return undefined;
  const { status = 200, cookies, enableContentNegotiation } = result;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599)
    return undefined;
  if (
    enableContentNegotiation === true ||
    (Array.isArray(cookies) ? cookies.length > 0 : cookies !== undefined)
  ) {
    return undefined;
  }
  const headers = plainHeaders(result.headers);
  const content = plainContent(result);
  if (headers === undefined || content === undefined) return undefined;
  if (WITHOUT_BODY.has(status)) return { status, headers, cookies: [], body: '' };
  if (content.type !== '' && !headers.has('content-type')) headers.set('content-type', content.type);
  return { status, headers, cookies: [], body: content.body };
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype;
}

/** Only what `Headers` would take over unchanged. */
function plainHeaders(given: unknown): Map<string, string> | undefined {
  const headers = new Map<string, string>();
  if (given === undefined) return headers;
  if (!isPlain(given)) return undefined;
  for (const [name, value] of Object.entries(given)) {
    const key = name.toLowerCase();
    if (typeof value !== 'string' || value !== value.trim() || headers.has(key)) return undefined;
    headers.set(key, value);
  }
  return headers;
}

function plainContent(
  result: Readonly<Record<string, unknown>>,
): { body: string | Uint8Array; type: string } | undefined {
  const { jsonBody, body } = result;
  if (jsonBody !== undefined && jsonBody !== null) {
    const json = JSON.stringify(jsonBody);
    return json === undefined ? undefined : { body: json, type: 'application/json' };
  }
  if (body === undefined || body === null) return { body: '', type: '' };
  if (typeof body === 'string') return { body, type: 'text/plain;charset=UTF-8' };
  return body instanceof Uint8Array ? { body, type: '' } : undefined;
}

/** Kestrel refuses a header that is no ASCII, which ends as a 500; Node would send it in one of two encodings. */
function requireAscii(headers: ReadonlyMap<string, string>): void {
  for (const [name, value] of headers)
    if (/[^\t\x20-\x7e]/.test(value)) throw new Error(`The header ${name} is not ASCII.`);
}

/** Headers set earlier (host.json's customHeaders, CORS) stay unless the function has set the same. */
function send(response: ServerResponse, { status, headers, cookies, body }: Answer): void {
  requireAscii(headers);
  response.statusCode = status;
  for (const [name, value] of headers) if (!UNSENT.has(name)) response.setHeader(name, value);
  if (cookies.length > 0) {
    const own = headers.get('set-cookie');
    response.setHeader('set-cookie', own === undefined ? cookies : [own, ...cookies]);
  }
  if (status === 204 || status === 304) {
    response.end();
    return;
  }
  response.setHeader('content-length', typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength);
  response.end(body);
}

function formatCookie(cookie: RpcCookie): string {
  const parts = [`${encodeURIComponent(cookie.name)}=${encodeURIComponent(cookie.value)}`];
  if (cookie.expires)
    parts.push(`expires=${new Date(Number(cookie.expires.value.seconds) * 1000).toUTCString()}`);
  if (cookie.maxAge) parts.push(`max-age=${cookie.maxAge.value}`);
  if (cookie.domain) parts.push(`domain=${cookie.domain.value}`);
  parts.push(`path=${cookie.path?.value ?? '/'}`);
  if (cookie.secure?.value === true) parts.push('secure');
  if (cookie.sameSite !== undefined && cookie.sameSite !== 'none') {
    parts.push(`samesite=${cookie.sameSite === 'explicitNone' ? 'none' : cookie.sameSite}`);
  }
  if (cookie.httpOnly?.value === true) parts.push('httponly');
  return parts.join('; ');
}

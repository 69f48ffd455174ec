/** Answers: a reply that fits its contract, or problem details (RFC 9457) with a stable code. */
import type { HttpResponseInit } from '@azure/functions';
import type { App } from '../capabilities/ports.ts';
import type { Problem } from '../contracts/fields.ts';
import type { Route } from '../contracts/route.ts';
import { Refusal, type RefusalKind } from '../domain/refusal.ts';
import { etagOf } from './etag.ts';

/** What a handler gives beside the reply's body. */
export type Extra = Pick<HttpResponseInit, 'headers' | 'cookies'> & { status?: number };

/** A reply with more than a body: cookies, headers, another status. */
export class Reply<Body> {
  readonly body: Body;
  readonly extra: Extra;
  constructor(body: Body, extra: Extra = {}) {
    this.body = body;
    this.extra = extra;
  }
}

/** A reply that is a file, shown by the browser under its name. */
export class File {
  readonly bytes: Uint8Array;
  readonly name: string;
  constructor(bytes: Uint8Array, name: string) {
    this.bytes = bytes;
    this.name = name;
  }
}

/** A reply that is a file to keep, given piece by piece because it may be long. */
export class Download {
  readonly contentType: string;
  readonly name: string;
  readonly pieces: AsyncIterable<string | Uint8Array>;
  constructor(contentType: string, name: string, pieces: AsyncIterable<string | Uint8Array>) {
    this.contentType = contentType;
    this.name = name;
    this.pieces = pieces;
  }
}

const STATUS: Record<RefusalKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  wrong_method: 405,
  conflict: 409,
  gone: 410,
  stale: 412,
  too_large: 413,
  precondition_required: 428,
  unprocessable: 422,
  limited: 429,
  unavailable: 503,
};

/** The response for what a handler gave. A reply that breaks its contract throws: that is an internal error, a 500. */
export function answer(route: Route, given: unknown): HttpResponseInit {
  if (given instanceof Download) return download(route, given);
  if (route.file) return fileAnswer(route, route.file, given);
  const { body, extra } = given instanceof Reply ? given : new Reply(given);
  const parsed = route.reply.safeParse(body);
  if (!parsed.success) {
    throw new Error(
      `The reply of ${route.name} breaks its contract: ${JSON.stringify(parsed.error.issues).slice(0, 500)}`,
    );
  }
  const { status, ...rest } = extra;
  const version = versionOf(parsed.data);
  const answered = { status: status ?? route.status, ...rest };
  if (version === undefined)
    return { ...answered, ...(parsed.data !== undefined && { jsonBody: parsed.data }) };
  // Written once: the ETag is of these very bytes.
  const json = JSON.stringify(parsed.data);
  const headers = { 'content-type': 'application/json', etag: etagOf(json, version), ...rest.headers };
  return { ...answered, headers, body: json };
}

function fileAnswer(route: Route, type: string, given: unknown): HttpResponseInit {
  if (!(given instanceof File)) throw new Error(`${route.name} answers a file.`);
  const name = given.name.replace(/[^A-Za-z0-9._-]/g, '_');
  return {
    status: route.status,
    headers: {
      'content-type': type,
      'content-disposition': `inline; filename="${name}"`,
      etag: etagOf(given.bytes),
    },
    body: given.bytes,
  };
}

const download = (route: Route, { contentType, name, pieces }: Download): HttpResponseInit => ({
  status: route.status,
  headers: { 'content-type': contentType, 'content-disposition': `attachment; filename="${name}"` },
  body: ReadableStream.from(bytesOf(pieces)),
});

async function* bytesOf(pieces: AsyncIterable<string | Uint8Array>): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const piece of pieces) yield typeof piece === 'string' ? encoder.encode(piece) : piece;
}

const versionOf = (body: unknown): number | undefined =>
  typeof body === 'object' && body !== null && 'version' in body && typeof body.version === 'number'
    ? body.version
    : undefined;

/** The response for a failure: a refusal carries its reason, any other error only the request's id. */
export function problemOf(app: App, error: unknown, requestId: string): HttpResponseInit {
  if (error instanceof Refusal) return problem(error, STATUS[error.kind], requestId);
  app.log.error('unhandled_error', {
    request_id: requestId,
    error: error instanceof Error ? error.stack : String(error),
  });
  const fault = new Refusal(
    'unavailable',
    'internal_error',
    'Something went wrong on our side. It has been recorded.',
  );
  return problem(fault, 500, requestId);
}

/** What every answer carries: the request's id, and behind TLS the demand for TLS. */
export const traced = (app: App, response: HttpResponseInit, requestId: string): HttpResponseInit => ({
  ...response,
  headers: {
    ...response.headers,
    'x-request-id': requestId,
    ...(app.clinic.webUrl.startsWith('https://') && {
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
    }),
  },
});

function problem(refusal: Refusal, status: number, requestId: string): HttpResponseInit {
  const body: Problem = {
    type: `urn:clinic-billing:problem:${refusal.code}`,
    title: TITLES[status] ?? 'Problem',
    status,
    code: refusal.code,
    detail: refusal.message,
    request_id: requestId,
    ...(refusal.fields.length > 0 && { errors: [...refusal.fields] }),
    ...(refusal.stepUpRequest !== undefined && { step_up_request: refusal.stepUpRequest }),
  };
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(refusal.retryAfterSeconds !== undefined && { 'retry-after': String(refusal.retryAfterSeconds) }),
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    },
    body: JSON.stringify(body),
  };
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition failed',
  413: 'Content too large',
  422: 'Unprocessable content',
  428: 'Precondition required',
  429: 'Too many requests',
  500: 'Internal server error',
  503: 'Service unavailable',
};

/** Turning a request into the route's input: path, query and body, each field from one place only. */
import { isUtf8 } from 'node:buffer';
import type { HttpRequest } from '@azure/functions';
import type * as z from 'zod';
import type { Route } from '../contracts/route.ts';
import { type FieldError, refuse, refuseField } from '../domain/refusal.ts';

const MAX_BODY_CHARACTERS = 256 * 1024;
/** Before anything is read: more than any body of ours, Stripe's events included. */
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_DEPTH = 12;
const MAX_VALUES = 5_000;
const MAX_QUERY_PARAMETERS = 40;

/** Refuses a body that says it is too large, before it is read. */
export function requireReasonable(request: HttpRequest): void {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) {
    refuse('too_large', 'body_too_large', 'The body is too large.');
  }
}

/**
 * The body as the text that was sent, byte for byte: a signature over it counts for these bytes and no others, so
 * neither a mark at the beginning is dropped nor a broken character replaced.
 */
export async function readText(request: HttpRequest): Promise<string> {
  const bytes = Buffer.from(await request.arrayBuffer());
  if (!isUtf8(bytes)) refuse('invalid', 'body_not_utf8', 'The body is not UTF-8 text.');
  return bytes.toString('utf8');
}

/** The input, checked by the contract. Refuses with the path of each wrong field. */
export function readInput<I extends z.ZodType>(
  route: Route<I>,
  request: HttpRequest,
  body: string,
): z.output<I> {
  if (route.who === 'signed' && route.path.startsWith('v1/webhooks/')) return undefined as z.output<I>;
  const fromPath = Object.fromEntries(
    [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [
      name,
      decoded(request.params[name] ?? ''),
    ]),
  );
  const rest =
    route.method === 'GET' || route.method === 'DELETE' ? readQuery(request) : readBody(request, body);
  for (const name of Object.keys(fromPath)) {
    if (Object.hasOwn(rest, name))
      refuseField(name, 'unrecognized_keys', 'This field is given in the path only.');
  }
  const parsed = route.input.safeParse({ ...rest, ...searchText(request, rest), ...fromPath });
  if (parsed.success) return parsed.data;
  return refuse('invalid', 'validation_failed', 'The request is not valid.', {
    fields: parsed.error.issues.flatMap(fieldErrors),
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Of alternatives, what the one says that takes this type and still refuses the value. */
const closest = (union: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue => {
  const refusals = union.errors.map(([first]) => first).filter((first) => first !== undefined);
  const typed = refusals.filter((first) => first.code === 'custom' && first.path.length === 0);
  return typed.at(-1) ?? union;
};

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, 20).map((key) => ({
      path: [path, key].filter(Boolean).join('.').slice(0, 200),
      code: 'unrecognized_keys',
      message: 'This field is not known.',
    }));
  }
  const exact = issue.code === 'invalid_union' ? closest(issue) : issue;
  return [{ path, code: exact.code ?? issue.code, message: exact.message }];
}

/**
 * What is searched for is often a person, and addresses are written into logs: `query` may come in this header instead,
 * percent-encoded.
 */
function searchText(request: HttpRequest, rest: Record<string, unknown>): { query?: string } {
  const header = request.headers.get('search-text');
  if (header === null || request.method !== 'GET') return {};
  if (Object.hasOwn(rest, 'query'))
    refuseField('query', 'given_twice', 'This parameter is given more than once.');
  try {
    const query = decodeURIComponent(header);
    if (!query.includes('\0')) return { query };
  } catch {
    // Refused below.
  }
  return refuseField('query', 'invalid_text', 'Send Search-Text as percent-encoded UTF-8.');
}

/** Query parameters, each at most once: two values for one name are ambiguous. */
function readQuery(request: HttpRequest): Record<string, string> {
  const parameters = [...new URL(request.url).searchParams];
  if (parameters.length > MAX_QUERY_PARAMETERS)
    refuse('invalid', 'too_many_parameters', 'Too many query parameters.');
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of parameters) {
    if (name in query) refuseField(name, 'given_twice', 'This parameter is given more than once.');
    if (!value.isWellFormed() || value.includes('\0')) refuseField(name, 'invalid_text', 'Not valid text.');
    query[name] = value;
  }
  return { ...query };
}

/** No other charset than the one in which the body is read. */
const JSON_TYPE = /^\s*application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

function readBody(request: HttpRequest, body: string): Record<string, unknown> {
  if (body === '') return {};
  if (body.length > MAX_BODY_CHARACTERS) refuse('too_large', 'body_too_large', 'The body is too large.');
  if (!JSON_TYPE.test(request.headers.get('content-type') ?? '')) {
    refuse('invalid', 'content_type_not_json', 'Send the body as application/json.');
  }
  const value = parsed(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('invalid', 'body_not_an_object', 'The body must be a JSON object.');
  }
  const seen = { values: 0, keys: 0 };
  requireHarmless(value, 1, seen);
  if (keysWrittenIn(body) !== seen.keys) {
    refuse('invalid', 'key_given_twice', 'The body gives a field more than once.');
  }
  return value as Record<string, unknown>;
}

/** Of two values for one key the parser keeps one, and a reader before us may have kept the other. */
const keysWrittenIn = (json: string): number =>
  [...json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length;

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return refuse('invalid', 'body_not_json', 'The body is not JSON.');
  }
}

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Neither too deep, nor with keys that change what an object is, nor with text that cannot be stored. */
function requireHarmless(value: unknown, depth: number, seen: { values: number; keys: number }): void {
  if (++seen.values > MAX_VALUES) refuse('invalid', 'body_too_long', 'The body holds too many values.');
  if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0'))) {
    refuse('invalid', 'invalid_text', 'The body holds text that is not valid.');
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_DEPTH) refuse('invalid', 'body_too_deep', 'The body is nested too deeply.');
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) seen.keys += 1;
    if (FORBIDDEN_KEYS.has(key) || key.includes('\0') || !key.isWellFormed()) {
      refuseField(key.slice(0, 60), 'unrecognized_keys', 'This field is not known.');
    }
    requireHarmless(inner, depth + 1, seen);
  }
}

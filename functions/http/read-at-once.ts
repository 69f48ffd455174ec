/** Reads that one statement answers: session, right, rows and the row in the audit in one round trip. */
import { isDeepStrictEqual } from 'node:util';
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type * as z from 'zod';
import type { Caller } from '../capabilities/ports/common.ts';
import type { DeskReader } from '../capabilities/ports/desk.ts';
import type { App } from '../capabilities/ports.ts';
import type { Route } from '../contracts/route.ts';
import { rolesFor } from '../domain/access.ts';
import { Refusal } from '../domain/refusal.ts';
import { claimedBy } from './authorise.ts';
import { etagOf } from './etag.ts';
import { readInput } from './input.ts';
import { readEntry } from './record-read.ts';

/** The reply's JSON as it is sent, and the version of a record. */
export type Json = { json: string; version?: number };

/** Answers undefined when the ordinary way must decide. */
export type ReadAtOnce<Input> = (read: {
  app: App;
  input: Input;
  by: DeskReader;
}) => Promise<Json | undefined>;

type Given = { request: HttpRequest; trace: Pick<Caller, 'requestId' | 'address'> };

/**
 * The answer to a read that is plainly allowed and there; undefined when it is not, and nothing was recorded then. The
 * session is checked and the row in the audit is committed by the statement that reads.
 */
export async function answerAtOnce<I extends z.ZodType>(
  app: App,
  route: Route<I>,
  { request, trace }: Given,
  read: ReadAtOnce<z.output<I>>,
): Promise<HttpResponseInit | undefined> {
  if (route.who === 'anyone' || route.who === 'signed' || !route.audits) return undefined;
  // A body is checked the ordinary way, though a read has no use for it.
  if (Number(request.headers.get('content-length') ?? 0) > 0) return undefined;
  const claimed = await claimedBy(app, request);
  const input = claimed && inputOrNothing(route, request);
  if (!input) return undefined;
  const by = {
    ...claimed,
    ...trace,
    now: app.clock.now(),
    roles: rolesFor(route.who),
    entry: readEntry(route, input.value),
  };
  const found = await read({ app, input: input.value, by });
  if (!found) return undefined;
  if (app.checksReplies) requireContract(route, found.json);
  const { json, version } = found;
  const etag = version === undefined ? {} : { etag: etagOf(json, version) };
  return { status: route.status, headers: { 'content-type': 'application/json', ...etag }, body: json };
}

/** What is wrong with the input is said the ordinary way, after the session was checked. */
function inputOrNothing<I extends z.ZodType>(
  route: Route<I>,
  request: HttpRequest,
): { value: z.output<I> } | undefined {
  try {
    return { value: readInput(route, request, '') };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Neither less nor more than the contract says: what it does not name must not leave the house. */
function requireContract(route: Route, json: string): void {
  const value: unknown = JSON.parse(json);
  const parsed = route.reply.safeParse(value);
  if (parsed.success && isDeepStrictEqual(parsed.data, value)) return;
  const issues = parsed.error?.issues ?? 'It has fields that the contract does not name.';
  throw new Error(`The reply of ${route.name} breaks its contract: ${JSON.stringify(issues).slice(0, 500)}`);
}

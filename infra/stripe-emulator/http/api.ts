/** The way of a call through `/v1`: key, version, address, faults, idempotency, work, answer. */
import { setTimeout as after } from 'node:timers/promises';
import { type Fault, faultFor } from '../faults/faults.ts';
import { invalidRequest, StripeError } from '../params/errors.ts';
import { decodeForm } from '../params/form.ts';
import { newId } from '../state/ids.ts';
import { API_VERSION, type World } from '../state/world.ts';
import type { Endpoint } from './endpoint.ts';
import { faultBefore, faultOnTheWay } from './fault-answers.ts';
import { fingerprint, type Kept, keep, keyInUse, recall } from './idempotency.ts';
import { type Answer, json, type Request } from './message.ts';

export type Api = { handle(request: Request): Promise<Answer> };

type Call = { request: Request; id: string; key: string | null };
/** The endpoint that answers a call, and the id in its address. */
type Match = { endpoint: Endpoint; id: string };

/** The API over these endpoints, for holders of the key. */
export function createApi(world: World, endpoints: readonly Endpoint[], apiKey: string): Api {
  const inFlight = new Set<string>();

  async function handle(request: Request): Promise<Answer> {
    const key = request.method === 'POST' ? (request.headers['idempotency-key']?.toString() ?? null) : null;
    const call: Call = { request, id: newId('req'), key };
    try {
      checkAccess(request, apiKey);
      const matched = match(endpoints, request);
      if (key !== null && inFlight.has(key)) throw keyInUse(key);
      const fault = world.store.transaction(() => faultFor(world.store, request.method, request.path));
      if (key !== null) inFlight.add(key);
      try {
        return await underFault(call, matched, fault);
      } finally {
        if (key !== null) inFlight.delete(key);
      }
    } catch (error) {
      return refusal(call, error);
    }
  }

  async function underFault(call: Call, matched: Match, fault: Fault | undefined): Promise<Answer> {
    if (fault === undefined) return perform(world, call, matched);
    if (fault.mode === 'delay') await after(fault.delay_ms ?? 1000);
    const instead = faultBefore(fault);
    if (instead !== undefined) return instead;
    const storedFailure = fault.mode === 'error_500_stored';
    return faultOnTheWay(fault, perform(world, call, matched, { storedFailure, work: fault.work === true }));
  }

  return { handle };
}

type Failure = { storedFailure: boolean; work: boolean };
type Outcome = { status: number; body: unknown; kept: boolean };

/** Validates, recalls or works, and keeps the answer: one transaction, flushed before the answer leaves. */
function perform(world: World, call: Call, { endpoint, id }: Match, failure?: Failure): Answer {
  const { request, key } = call;
  const form = decodeForm(request.method === 'POST' ? bodyOf(request) : request.query);
  const print = fingerprint(request.method, request.path, form);
  const known = key === null ? undefined : recall(world, key, print);
  if (known !== undefined) return replay(call, known);
  const work = endpoint.prepare(world, form, id);
  if (request.method === 'GET') return answer(call, 200, work());

  return world.store.transaction(() => {
    world.request = { id: call.id, idempotencyKey: key };
    try {
      const { status, body, kept } = outcomeOf(world, work, failure);
      const result = answer(call, status, body);
      if (key !== null && kept) keep(world, key, print, { status, body: result.body, requestId: call.id });
      return result;
    } finally {
      world.request = null;
    }
  });
}

/** A refusal met while working is an answer like any other; what the work had changed by then is undone. */
function outcomeOf(world: World, work: () => unknown, failure: Failure | undefined): Outcome {
  if (failure?.storedFailure && !failure.work) return SERVER_ERROR;
  try {
    const body = world.store.transaction(work);
    return failure?.storedFailure ? SERVER_ERROR : { status: 200, body, kept: true };
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return { status: error.status, body: { error: error.body }, kept: error.kept };
  }
}

const SERVER_ERROR: Outcome = {
  status: 500,
  body: { error: { type: 'api_error', message: 'An unknown error occurred.' } },
  kept: true,
};

function answer(call: Call, status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return json(status, body, {
    'request-id': call.id,
    'stripe-version': API_VERSION,
    ...(call.key === null ? {} : { 'idempotency-key': call.key }),
    ...headers,
  });
}

function replay(call: Call, kept: Kept): Answer {
  const headers = { 'idempotent-replayed': 'true', 'original-request': kept.requestId };
  return { ...answer(call, kept.status, null, headers), body: kept.body };
}

function refusal(call: Call, error: unknown): Answer {
  if (!(error instanceof StripeError)) throw error;
  const retry = error.status === 409 ? { 'stripe-should-retry': 'true' } : {};
  return answer(call, error.status, { error: error.body }, retry);
}

function bodyOf(request: Request): string {
  const type = request.headers['content-type'] ?? '';
  if (request.body !== '' && !type.startsWith('application/x-www-form-urlencoded')) {
    const message =
      'Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have ' +
      'questions, we can help at https://support.stripe.com/.';
    throw invalidRequest(message);
  }
  return request.body;
}

function checkAccess(request: Request, apiKey: string): void {
  const given = credentials(request.headers.authorization ?? '');
  const unauthorized = (message: string): StripeError =>
    new StripeError(401, { type: 'invalid_request_error', message });
  if (given === '') {
    throw unauthorized(
      'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer ' +
        "auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    );
  }
  if (given !== apiKey) throw unauthorized(`Invalid API Key provided: ${given.slice(0, 8)}${'*'.repeat(12)}`);
  const version = request.headers['stripe-version']?.toString();
  if (version !== undefined && version !== API_VERSION) {
    throw invalidRequest(`Invalid Stripe API version: ${version}. This emulator speaks ${API_VERSION}.`);
  }
}

function credentials(header: string): string {
  const [scheme = '', value = ''] = header.split(' ');
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return '';
  return Buffer.from(value, 'base64').toString('utf8').split(':')[0] ?? '';
}

function match(endpoints: readonly Endpoint[], request: Request): Match {
  const parts = request.path.split('/');
  for (const endpoint of endpoints) {
    const pattern = endpoint.path.split('/');
    if (endpoint.method !== request.method || pattern.length !== parts.length) continue;
    if (!pattern.every((part, index) => part === ':id' || part === parts[index])) continue;
    return { endpoint, id: parts[pattern.indexOf(':id')] ?? '' };
  }
  throw new StripeError(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${request.method}: ${request.path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
  });
}

/** Turns every contract into a typed function: `client.invoices.issue({ id })`. */
import type * as z from 'zod';
import type { Route } from '../../../functions/contracts/route.ts';
import { type IdempotencyKeys, idempotencyKeys } from './idempotency.ts';
import { Problem, problemOf, unreachable } from './problem.ts';

/** What a call needs of a contract: where, how, and a reader of the reply. */
export type CallableRoute = Pick<Route, 'name' | 'method' | 'path'> & {
  idempotent?: true;
  reply: { safeParse: (body: unknown) => { success: true; data: unknown } | { success: false } };
};

type Contracts = Record<string, Record<string, Route>>;
type CallableContracts = Record<string, Record<string, CallableRoute>>;

export type CallOptions = {
  /** The version that was read, sent as `If-Match`; a change since then is refused with 412. */
  version?: number;
  signal?: AbortSignal;
};

type Call<R extends Route> = (
  input: z.input<R['input']>,
  options?: CallOptions,
) => Promise<z.output<R['reply']>>;

export type Client<C extends Contracts> = { [A in keyof C]: { [V in keyof C[A]]: Call<C[A][V]> } };

export type Send = (url: string, init: RequestInit) => Promise<Response>;

/** What someone typed to search with, often a name: it is in no address, because addresses are written into logs. */
const TYPED = 'query';

/** Where a call goes and what it carries. */
export function request(route: CallableRoute, input: object): { url: string; body: string | undefined } {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const path = route.path.replace(/\{(\w+)\}/g, (_, part: string) => {
    const value = String(rest.get(part));
    rest.delete(part);
    return encodeURIComponent(value);
  });
  if (route.method !== 'GET' && route.method !== 'DELETE') {
    return { url: `/api/${path}`, body: JSON.stringify(Object.fromEntries(rest)) };
  }
  // In a header: see headersOf.
  rest.delete(TYPED);
  const query = new URLSearchParams([...rest].map(([key, value]) => [key, String(value)])).toString();
  return { url: `/api/${path}${query && `?${query}`}`, body: undefined };
}

function headersOf(route: CallableRoute, input: object, options: CallOptions, keys: IdempotencyKeys) {
  const typed = route.method === 'GET' ? (input as { [TYPED]?: string })[TYPED] : undefined;
  return {
    ...(typed && { 'search-text': encodeURIComponent(typed.toWellFormed()) }),
    accept: 'application/json',
    ...(route.method === 'GET' || route.method === 'DELETE' ? {} : { 'content-type': 'application/json' }),
    ...(options.version === undefined ? {} : { 'if-match': `"${options.version}"` }),
    ...(route.idempotent ? { 'idempotency-key': keys.keyFor(route.name, input) } : {}),
  };
}

async function answer(route: CallableRoute, response: Response): Promise<unknown> {
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined;
  const body: unknown = await response.json().catch(() => undefined);
  const reply = route.reply.safeParse(body);
  if (reply.success) return reply.data;
  throw new Problem({
    status: response.status,
    code: 'reply_unreadable',
    detail: 'The server’s answer could not be read. Reload the page to get its newest version.',
    request_id: response.headers.get('x-request-id') ?? undefined,
  });
}

async function call(
  route: CallableRoute,
  input: object,
  options: CallOptions,
  { send, keys }: { send: Send; keys: IdempotencyKeys },
): Promise<unknown> {
  const { url, body } = request(route, input);
  const init: RequestInit = { method: route.method, headers: headersOf(route, input, options, keys) };
  if (body !== undefined) init.body = body;
  if (options.signal) init.signal = options.signal;
  try {
    const response = await send(url, init).catch((error: unknown) => {
      throw options.signal?.aborted || error instanceof Problem ? error : unreachable();
    });
    const reply = await answer(route, response);
    keys.settle(route.name, input);
    return reply;
  } catch (error) {
    keys.settle(route.name, input, error);
    throw error;
  }
}

/** Does a call, perhaps again after something that its refusal asks for. */
export type Around = <T>(act: () => Promise<T>) => Promise<T>;

/** A function for every route. `send` is `fetch`, or what adds the session to it. */
export const createClient = <C extends Contracts>(contracts: C, send: Send, around?: Around): Client<C> =>
  clientOf<C>(contracts, send, around);

/** The same from routes that only say where they are; their types are those of the contracts. */
export function clientOf<C extends Contracts>(
  routes: CallableContracts,
  send: Send,
  around: Around = (act) => act(),
): Client<C> {
  const link = { send, keys: idempotencyKeys() };
  const mapValues = <T, U>(from: Record<string, T>, to: (value: T) => U) =>
    Object.fromEntries(Object.entries(from).map(([key, value]) => [key, to(value)]));
  return mapValues(routes, (area) =>
    mapValues(
      area,
      (route) =>
        (input: object, options: CallOptions = {}) =>
          around(() => call(route, input, options, link)),
    ),
  ) as unknown as Client<C>;
}

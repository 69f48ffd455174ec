/** The client asks what the contracts promise, and distinguishes failures. */
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { nothing, route } from '../../../functions/contracts/route.ts';
import { createClient, type Send } from './client.ts';
import { Problem } from './problem.ts';

const contracts = {
  things: {
    list: route({
      name: 'things-list',
      method: 'GET',
      path: 'v1/things',
      who: 'anyone',
      summary: 'Things',
      input: z.strictObject({
        query: z.string().optional(),
        status: z.string().optional(),
        limit: z.number().optional(),
      }),
      reply: z.object({ data: z.array(z.string()) }),
      status: 200,
    }),
    change: route({
      name: 'things-change',
      method: 'PATCH',
      path: 'v1/things/{id}',
      who: 'anyone',
      summary: 'Change one',
      input: z.strictObject({ id: z.string(), name: z.string() }),
      reply: z.object({ id: z.string() }),
      status: 200,
    }),
    pay: route({
      name: 'things-pay',
      method: 'POST',
      path: 'v1/things/{id}/pay',
      who: 'anyone',
      summary: 'Pay one',
      input: z.strictObject({ id: z.string(), amount_cents: z.number() }),
      reply: z.object({ id: z.string() }),
      status: 200,
      idempotent: true,
    }),
    remove: route({
      name: 'things-remove',
      method: 'DELETE',
      path: 'v1/things/{id}',
      who: 'anyone',
      summary: 'Remove one',
      input: z.strictObject({ id: z.string() }),
      reply: nothing,
      status: 204,
    }),
  },
};

/** Answers with the given replies, one a call, and remembers what was sent. */
function wire(...replies: (Response | Error)[]) {
  const sent: { url: string; init: RequestInit; headers: Headers }[] = [];
  const send: Send = (url, init) => {
    sent.push({ url, init, headers: new Headers(init.headers) });
    const reply = replies.shift();
    return reply instanceof Response
      ? Promise.resolve(reply)
      : Promise.reject(reply ?? new Error('no reply'));
  };
  return { sent, client: createClient(contracts, send) };
}

const ok = (body: object) => Response.json(body);
const problem = (status: number, code: string) =>
  Response.json(
    { type: 'about:blank', title: 'No', status, code, detail: 'No.', request_id: 'r-1' },
    { status, headers: { 'retry-after': '7' } },
  );

describe('what is sent', () => {
  test('a GET puts what is given in the query and leaves out what is not', async () => {
    const { client, sent } = wire(ok({ data: ['a'] }));
    expect(await client.things.list({ status: 'a & b', limit: undefined })).toEqual({ data: ['a'] });
    expect(sent[0]?.url).toBe('/api/v1/things?status=a+%26+b');
    expect(sent[0]?.init.body).toBeUndefined();
  });

  test('what someone typed to search with is in a header, never in the address', async () => {
    const { client, sent } = wire(ok({ data: ['a'] }));
    await client.things.list({ query: 'Núñez & 张伟', status: 'open' });
    expect(sent[0]?.url).toBe('/api/v1/things?status=open');
    expect(decodeURIComponent(sent[0]?.headers.get('search-text') ?? '')).toBe('Núñez & 张伟');
  });

  test('path parameters are encoded and not repeated in the body; the version becomes If-Match', async () => {
    const { client, sent } = wire(ok({ id: 'x' }));
    await client.things.change({ id: 'a/b', name: 'n' }, { version: 3 });
    expect(sent[0]?.url).toBe('/api/v1/things/a%2Fb');
    expect(sent[0]?.init.body).toBe('{"name":"n"}');
    expect(sent[0]?.headers.get('if-match')).toBe('"3"');
    expect(sent[0]?.headers.has('idempotency-key')).toBe(false);
  });

  test('a DELETE has no body, and 204 is nothing', async () => {
    const { client, sent } = wire(new Response(null, { status: 204 }));
    expect(await client.things.remove({ id: '1' })).toBeUndefined();
    expect(sent[0]?.init.body).toBeUndefined();
  });
});

describe('idempotency keys', () => {
  const key = (sent: { headers: Headers }[], at: number) => sent[at]?.headers.get('idempotency-key');

  test('the key stays when no answer came, and is new after success', async () => {
    const { client, sent } = wire(new TypeError('network'), ok({ id: '1' }), ok({ id: '1' }));
    await expect(client.things.pay({ id: '1', amount_cents: 5 })).rejects.toThrow('did not answer');
    await client.things.pay({ id: '1', amount_cents: 5 });
    await client.things.pay({ id: '1', amount_cents: 5 });
    expect(key(sent, 0)).toBeTruthy();
    expect(key(sent, 1)).toBe(key(sent, 0));
    expect(key(sent, 2)).not.toBe(key(sent, 1));
  });

  test('the key stays while a fresh proof is asked for, and while the first try is still running', async () => {
    const replies = [problem(403, 'step_up_needed'), problem(409, 'request_in_progress'), ok({ id: '1' })];
    const { client, sent } = wire(...replies);
    await expect(client.things.pay({ id: '1', amount_cents: 5 })).rejects.toThrow();
    await expect(client.things.pay({ id: '1', amount_cents: 5 })).rejects.toThrow();
    await client.things.pay({ id: '1', amount_cents: 5 });
    expect(new Set([key(sent, 0), key(sent, 1), key(sent, 2)]).size).toBe(1);
  });

  test('a changed form and a refusal get a new key, a server fault does not', async () => {
    const { client, sent } = wire(
      problem(503, 'unavailable'),
      problem(409, 'conflict'),
      ok({ id: '1' }),
      ok({ id: '1' }),
    );
    await expect(client.things.pay({ id: '1', amount_cents: 5 })).rejects.toThrow();
    await expect(client.things.pay({ id: '1', amount_cents: 5 })).rejects.toThrow();
    await client.things.pay({ id: '1', amount_cents: 5 });
    await client.things.pay({ id: '1', amount_cents: 6 });
    expect(key(sent, 1)).toBe(key(sent, 0));
    expect(new Set([key(sent, 1), key(sent, 2), key(sent, 3)]).size).toBe(3);
  });
});

describe('failures', () => {
  const failure = async (reply: Response | Error): Promise<Problem> => {
    const caught: unknown = await wire(reply)
      .client.things.list({})
      .catch((error: unknown) => error);
    if (!(caught instanceof Problem)) throw new Error('not a Problem');
    return caught;
  };

  test('a problem document is reported with its code, request and wait', async () => {
    expect(await failure(problem(429, 'rate_limited'))).toMatchObject({
      status: 429,
      code: 'rate_limited',
      request_id: 'r-1',
      retryAfterSeconds: 7,
    });
  });

  test('no answer, a page of a proxy and a reply that breaks the contract each have a code', async () => {
    expect((await failure(new TypeError('network'))).code).toBe('unreachable');
    expect((await failure(new Response('<html>', { status: 502 }))).code).toBe('http_502');
    expect((await failure(ok({ data: [1] }))).code).toBe('reply_unreadable');
  });
});

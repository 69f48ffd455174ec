/** The lighter request behaves as `Request` does, whatever is asked of it in whatever order. */
import { describe, expect, test } from 'vitest';
import { LiteRequest } from './lite-request.ts';

type Either = Request | LiteRequest;

/** What a handler can do with a request; each answers what it saw. */
const STEPS: Record<string, (request: Either) => unknown> = {
  text: (request) => request.text(),
  json: (request) => request.json(),
  buffer: async (request) => Buffer.from(await request.arrayBuffer()).toString('hex'),
  blob: async (request) => (await request.blob()).text(),
  form: async (request) => [...(await request.formData()).entries()],
  clone: async (request) => (await request.clone().text()).length,
  body: (request) => request.body === null,
  locked: (request) => request.body?.locked,
  used: (request) => request.bodyUsed,
  reader: (request) => request.body?.getReader() !== undefined,
  part: async (request) => (await request.body?.getReader().read())?.value?.length,
};

/** The outcome of each step; an error counts by its kind, because its text is Node's own. */
async function play(request: Either, steps: readonly string[]): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (const step of steps) {
    try {
      seen.push(await STEPS[step]?.(request));
    } catch (error) {
      seen.push((error as Error).name);
    }
  }
  return seen;
}

const names = Object.keys(STEPS);
const orders = names.flatMap((first) =>
  names.flatMap((second) => names.map((third) => [first, second, third])),
);

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const URL_OF = 'http://clinic.test/api/v1/x?q=1';

describe.each([
  ['no body', 'GET', {}, undefined],
  ['no body after POST', 'POST', {}, undefined],
  ['JSON', 'POST', { 'content-type': 'application/json' }, '{"a":[1]}'],
  ['a byte order mark', 'PUT', {}, '\uFEFF{"bom":true}'],
  ['a form', 'POST', FORM, 'a=1&b=2'],
  ['bytes that are no text', 'POST', {}, '\u00ff\u0000'],
])('a request with %s', (_, method, headers, text) => {
  const bytes =
    text === undefined ? undefined : Buffer.from(text, text.startsWith('\u00ff') ? 'latin1' : 'utf8');
  const real = (): Request =>
    new Request(URL_OF, { method, headers, ...(bytes && { body: Uint8Array.from(bytes) }) });
  const lite = (): LiteRequest => new LiteRequest(URL_OF, method, () => ({ ...headers }), bytes);

  test('answers alike in every order of three steps', async () => {
    for (const order of orders) {
      expect(await play(lite(), order), order.join(', ')).toEqual(await play(real(), order));
    }
  });

  test('shows the same method, address and headers', () => {
    const [one, other] = [lite(), real()];
    expect([one.method, one.url]).toEqual([other.method, other.url]);
    expect([...one.headers]).toEqual([...other.headers]);
  });
});

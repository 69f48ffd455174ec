/** What Stripe refuses, the emulator refuses: at every depth, with the code and the parameter's path. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API_KEY, checkout, type Harness, startHarness } from './testing.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

type Json = Record<string, unknown>;
type Refusal = { status: number; type: string; code?: string; param?: string };

const data = { currency: 'usd', unit_amount: 1000, product_data: { name: 'Line' } };
const line = (over: Json) => ({ line_items: [{ quantity: 1, price_data: { ...data, ...over } }] });
const manyKeys = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v']));
const now = () => Math.floor(Date.now() / 1000);

/** A request with parameters that the SDK's types would not allow. */
async function refusal(path: string, params: Json): Promise<Refusal> {
  const error = await harness.stripe.rawRequest('POST', path, params).then(
    () => ({ statusCode: 200, rawType: 'none', code: undefined, param: undefined }),
    (thrown: { statusCode: number; rawType: string; code?: string; param?: string }) => thrown,
  );
  const { statusCode: status, rawType: type, code, param } = error;
  return { status, type, ...(code ? { code } : {}), ...(param ? { param } : {}) };
}

describe('creating a session refuses', () => {
  test.each<[string, Json, string | undefined, string | undefined]>([
    [
      'payment_method_types, gone since 2026-09-30',
      { payment_method_types: ['card'] },
      'parameter_unknown',
      'payment_method_types',
    ],
    ['an unknown parameter', { colour: 'red' }, 'parameter_unknown', 'colour'],
    [
      'an unknown one in depth',
      line({ product_data: { name: 'x', size: 1 } }),
      'parameter_unknown',
      'line_items[0][price_data][product_data][size]',
    ],
    ['no mode', { mode: undefined }, 'parameter_missing', 'mode'],
    ['no success_url', { success_url: undefined }, 'parameter_missing', 'success_url'],
    ['no line_items', { line_items: undefined }, 'parameter_missing', 'line_items'],
    [
      'no currency of a line',
      line({ currency: undefined }),
      'parameter_missing',
      'line_items[0][price_data][currency]',
    ],
    [
      'no name of a product',
      line({ product_data: { description: 'x' } }),
      'parameter_missing',
      'line_items[0][price_data][product_data][name]',
    ],
    [
      'no amount',
      line({ unit_amount: undefined }),
      'parameter_missing',
      'line_items[0][price_data][unit_amount]',
    ],
    [
      'an amount of text',
      line({ unit_amount: 'ten' }),
      'parameter_invalid_integer',
      'line_items[0][price_data][unit_amount]',
    ],
    [
      'a fraction of a cent',
      line({ unit_amount: 10.5 }),
      'parameter_invalid_integer',
      'line_items[0][price_data][unit_amount]',
    ],
    [
      'a negative amount',
      line({ unit_amount: -1 }),
      'parameter_invalid_integer',
      'line_items[0][price_data][unit_amount]',
    ],
    [
      'nine digits',
      line({ unit_amount: 100_000_000 }),
      'parameter_invalid_integer',
      'line_items[0][price_data][unit_amount]',
    ],
    ['less than the minimum', line({ unit_amount: 49 }), 'amount_too_small', undefined],
    [
      'less than the minimum of three decimals',
      line({ currency: 'kwd', unit_amount: 190 }),
      'amount_too_small',
      undefined,
    ],
    [
      'a third decimal that is not 0',
      line({ currency: 'kwd', unit_amount: 12_345 }),
      'parameter_invalid_integer',
      'line_items[0][price_data][unit_amount]',
    ],
    ['an unknown currency', line({ currency: 'xyz' }), undefined, 'line_items[0][price_data][currency]'],
    [
      'an empty name',
      line({ product_data: { name: '' } }),
      'parameter_invalid_empty',
      'line_items[0][price_data][product_data][name]',
    ],
    [
      'a price of a catalogue that is not there',
      { line_items: [{ price: 'price_1', quantity: 1 }] },
      'resource_missing',
      'line_items[0][price]',
    ],
    [
      'a quantity of zero',
      { line_items: [{ price_data: data, quantity: 0 }] },
      'parameter_invalid_integer',
      'line_items[0][quantity]',
    ],
    [
      '101 lines',
      { line_items: Array.from({ length: 101 }, () => ({ price_data: data, quantity: 1 })) },
      undefined,
      'line_items',
    ],
    [
      'lines in two currencies',
      {
        line_items: [
          { price_data: data, quantity: 1 },
          { price_data: { ...data, currency: 'eur' }, quantity: 1 },
        ],
      },
      undefined,
      'line_items',
    ],
    ['a mode of the past', { mode: 'pay' }, undefined, 'mode'],
    ['a ui_mode of the past', { ui_mode: 'hosted' }, undefined, 'ui_mode'],
    [
      'what it does not model, aloud',
      { shipping_options: [{ shipping_rate: 'shr_1' }] },
      'emulator_unmodelled_parameter',
      'shipping_options',
    ],
    ['an address that is none', { success_url: 'paid' }, 'url_invalid', 'success_url'],
    ['an e-mail that is none', { customer_email: 'nobody' }, 'email_invalid', 'customer_email'],
    [
      'customer and customer_email',
      { customer: 'cus_1', customer_email: 'a@b.test' },
      'parameters_exclusive',
      'customer',
    ],
    ['a customer that is not there', { customer: 'cus_1' }, 'resource_missing', 'customer'],
    ['51 metadata keys', { metadata: manyKeys }, undefined, 'metadata'],
    [
      'a metadata key of 41',
      { metadata: { ['k'.repeat(41)]: 'v' } },
      undefined,
      `metadata[${'k'.repeat(41)}]`,
    ],
    ['a metadata value of 501', { metadata: { k: 'v'.repeat(501) } }, undefined, 'metadata[k]'],
    ['an end in 29 minutes', { expires_at: now() + 29 * 60 }, undefined, 'expires_at'],
    ['an end in 25 hours', { expires_at: now() + 25 * 3600 }, undefined, 'expires_at'],
    [
      'an over-long reference',
      { client_reference_id: 'x'.repeat(201) },
      'parameter_invalid_string',
      'client_reference_id',
    ],
    ['a text where an object belongs', { payment_intent_data: 'x' }, undefined, 'payment_intent_data'],
    ['an object where a text belongs', { cancel_url: { a: 'b' } }, undefined, 'cancel_url'],
    [
      'methods that leave nothing',
      { allowed_payment_method_types: ['klarna'] },
      undefined,
      'allowed_payment_method_types',
    ],
    ['an expansion that is none', { expand: ['nothing'] }, undefined, 'expand'],
  ])('%s', async (_, over, code, param) => {
    const answer = await refusal('/v1/checkout/sessions', { ...checkout(1000), ...over } as Json);
    expect(answer).toEqual({
      status: 400,
      type: 'invalid_request_error',
      ...(code === undefined ? {} : { code }),
      ...(param === undefined ? {} : { param }),
    });
  });

  test('nothing is made by a refused request', async () => {
    const before = await harness.control<{ sessions: unknown[] }>('GET', '/truth');
    await refusal('/v1/checkout/sessions', { ...checkout(10) } as Json);
    expect((await harness.control<{ sessions: unknown[] }>('GET', '/truth')).sessions).toHaveLength(
      before.sessions.length,
    );
  });
});

test('an object that is not there is 404 by address', async () => {
  for (const path of [
    'checkout/sessions',
    'payment_intents',
    'charges',
    'refunds',
    'disputes',
    'payouts',
    'events',
  ]) {
    const error = await harness.stripe
      .rawRequest('GET', `/v1/${path}/none`)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ statusCode: 404, code: 'resource_missing', param: 'id' });
  }
});

test('unknown filters and pages beyond bounds are refused', async () => {
  const get = (query: string) =>
    fetch(`${harness.url}/v1/charges?${query}`, { headers: { authorization: `Bearer ${API_KEY}` } });
  for (const query of ['colour=red', 'limit=0', 'limit=101', 'created[near]=1', 'expand[]=data.nothing']) {
    expect((await get(query)).status, query).toBe(400);
  }
  expect((await get('limit=100&created[gte]=1&expand[]=data.balance_transaction')).status).toBe(200);
});

test('a JSON body is refused', async () => {
  const response = await fetch(`${harness.url}/v1/checkout/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
    body: '{}',
  });
  expect(response.status).toBe(400);
});

test('a session update takes metadata only while the rest is not modelled, and an empty value unsets', async () => {
  const { id } = await harness.open({ metadata: { a: '1', b: '2' } });
  const updated = await harness.stripe.checkout.sessions.update(id, { metadata: { a: '', c: '3' } });
  expect(updated.metadata).toEqual({ b: '2', c: '3' });
  expect(await refusal(`/v1/checkout/sessions/${id}`, { success_url: 'http://x.test/' })).toMatchObject({
    code: 'parameter_unknown',
  });
});

test("a session's intent cannot be cancelled, a free one can", async () => {
  const { id } = await harness.open();
  const { session } = await harness.pay(id, '4000000000000002');
  await expect(harness.stripe.paymentIntents.cancel(String(session.payment_intent))).rejects.toMatchObject({
    code: 'payment_intent_unexpected_state',
  });
  const free = await harness.stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
  expect(free.status).toBe('requires_payment_method');
  expect((await harness.stripe.paymentIntents.cancel(free.id)).status).toBe('canceled');
});

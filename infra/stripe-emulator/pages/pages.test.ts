/** The hosted checkout page, as a browser without script sees it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness } from '../testing.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ merchantName: 'Riverside <Clinic>' });
});
afterAll(() => harness.stop());

const CARD = { number: '4242 4242 4242 4242', expiry: '12 / 34', cvc: '123', name: 'Ada Lovelace' };
const send = (url: string, fields: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

test('shows clinic, lines and amount, labelled fields, a strict policy and no script', async () => {
  const { url } = await harness.open();
  const response = await fetch(String(url));
  const page = await response.text();
  expect(response.headers.get('content-security-policy')).toBe(
    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' http://clinic.test",
  );
  expect(page).toContain('Riverside &lt;Clinic&gt;');
  expect(page).toContain('Invoice CLINIC-1, line 1');
  for (const label of ['Card number', 'Expiry', 'CVC', 'Name on card'])
    expect(page).toContain(`>${label}</label>`);
  expect(page).toContain('<button>Pay $123.45</button>');
  expect(page).toContain('href="http://clinic.test/back"');
  expect(page).not.toContain('<script');
});

test('paying leads to the success address, however often the form is sent', async () => {
  const { id, url } = await harness.open();
  const target = `http://clinic.test/paid?session=${id}`;
  for (const response of await Promise.all([send(String(url), CARD), send(String(url), CARD)])) {
    expect([response.status, response.headers.get('location')]).toEqual([303, target]);
  }
  expect(await (await fetch(String(url))).text()).toContain('This payment is complete');
  expect(
    (await harness.stripe.charges.list({ limit: 100 })).data.filter((charge) => charge.paid),
  ).toHaveLength(1);
});

test.each([
  [{ number: '4000000000000002' }, 'Your card was declined.'],
  [{ number: '4242424242424241' }, 'Your card number is invalid.'],
  [{ expiry: '13/34' }, 'expiration date is incomplete or invalid.'],
  [{ expiry: '01/20' }, 'expiration date is in the past.'],
  [{ cvc: '' }, 'security code is incomplete.'],
  [{ name: ' ' }, 'Enter the name on the card.'],
])('%o is shown in an alert, and the form is kept without the security code', async (over, message) => {
  const { url } = await harness.open();
  const page = await (await send(String(url), { ...CARD, ...over })).text();
  expect(page).toMatch(new RegExp(`role="alert"[^>]*>[^<]*${message}`));
  expect(page).toContain(`value="${{ ...CARD, ...over }.expiry}"`);
  expect(page).not.toContain('value="123"');
});

test('3-D Secure asks on a page of its own', async () => {
  const { id, url } = await harness.open();
  const first = await send(String(url), { ...CARD, number: '4000002500003155' });
  expect(first.headers.get('location')).toBe(`/c/authenticate/${id}`);
  const challenge = `${harness.url}/c/authenticate/${id}`;
  const asked = await (await fetch(challenge)).text();
  expect(asked).toContain('Complete authentication');
  expect(asked).toContain('Fail authentication');
  expect(await (await send(challenge, { result: 'fail' })).text()).toContain('unable to authenticate');
  await send(String(url), { ...CARD, number: '4000002500003155' });
  expect((await send(challenge, { result: 'complete' })).headers.get('location')).toContain(id);
});

test('a bank debit completes the session on its own page', async () => {
  const { id, url } = await harness.open();
  expect(await (await fetch(String(url))).text()).toContain('Use a bank account instead');
  const bank = `${harness.url}/c/pay/${id}/bank`;
  const wrong = await send(bank, { name: 'Ada', routing: '1', account: '2' });
  expect(await wrong.text()).toContain('routing number is invalid');
  const done = await send(bank, { name: 'Ada', routing: '110000000', account: '000123456789' });
  expect(done.status).toBe(303);
  expect(await harness.stripe.checkout.sessions.retrieve(id)).toMatchObject({
    status: 'complete',
    payment_status: 'unpaid',
  });
});

test('an expired session and an unknown one say so', async () => {
  const { id, url } = await harness.open();
  await harness.stripe.checkout.sessions.expire(id);
  expect(await (await fetch(String(url))).text()).toContain('has expired');
  expect((await send(String(url), CARD)).status).toBe(200);
  expect((await fetch(`${harness.url}/c/pay/cs_test_none`)).status).toBe(404);
});

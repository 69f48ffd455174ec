/** What `npm run stripe:check` finds and puts right, on the emulator; the whole way of its event: infra/server/server. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { STRIPE_EVENT_TYPES } from '../../functions/edges/stripe/notifications.ts';
import { LIVE_ANSWERS } from '../../tests/support/server-answers.ts';
import { type Answers, readAnswers } from '../server/answers.ts';
import { newSecrets } from '../server/secrets.ts';
import { loadServerSettings, saveServerSettings } from '../server/settings-file.ts';
import { makeEndpoint } from '../server/stripe-endpoint.ts';
import { API_KEY, type Harness, startHarness } from '../stripe-emulator/testing.ts';
import { checkStripe, type StripeCheck } from './stripe/check.ts';
import { storeSecret } from './stripe-check.ts';

const URL = 'https://billing.elm.example/api/v1/webhooks/stripe';
const live = LIVE_ANSWERS.stripe_secret_key;
let harness: Harness;
let stored: string[];
beforeEach(async () => {
  stored = [];
  harness = await startHarness();
});
afterEach(() => harness.stop());

async function check(change: Partial<StripeCheck> = {}, values: Record<string, string> = {}) {
  const said: string[] = [];
  const options: StripeCheck = {
    values: {
      STRIPE_SECRET_KEY: API_KEY,
      STRIPE_API_BASE: harness.url,
      CLINIC_MODE: 'local',
      CLINIC_CURRENCY: 'usd',
      CLINIC_COUNTRY: 'US',
      // No clinic runs here.
      DATABASE_URL: 'postgres://clinic_app:x@127.0.0.1:1/clinic',
      ...values,
    },
    url: URL,
    mayChange: true,
    replace: false,
    sendsEvent: true,
    store: (secret) => void stored.push(secret),
    ...change,
  };
  const isWell = await checkStripe(options, ({ verdict, text }) => said.push(`${verdict}: ${text}`));
  return { isWell, said };
}
const endpoints = async () => (await harness.stripe.webhookEndpoints.list()).data;

test('a missing endpoint is made with exactly our events and the version of the SDK, and its secret is kept', async () => {
  const { said } = await check();
  expect(said.join('\n')).toMatch(/ok: Endpoint: made we_\w+ for https:.* with 28 events/);
  const [made, ...more] = await endpoints();
  expect(more).toEqual([]);
  expect(made).toMatchObject({ url: URL, status: 'enabled', api_version: '2026-10-28.endive' });
  expect([...(made?.enabled_events ?? [])].sort()).toEqual([...STRIPE_EVENT_TYPES]);
  expect(stored).toEqual([expect.stringMatching(/^whsec_/)]);
  expect(said.at(-1)).toMatch(/^bad: Test event: not sent yet. Restart the server/);
});

test('a second run changes nothing and stores nothing', async () => {
  await check();
  const before = await endpoints();
  const { said } = await check();
  expect(said.join('\n')).toContain('with exactly the 28 events');
  expect(await endpoints()).toEqual(before);
  expect(stored).toHaveLength(1);
});

test('--dry-run names missing and surplus events and changes nothing; without it they are put right', async () => {
  await check();
  const [made] = await endpoints();
  const id = made?.id ?? '';
  const wrong = STRIPE_EVENT_TYPES.filter((type) => type !== 'refund.failed').concat('invoice.paid');
  const disabled = { enabled_events: wrong as ['*'], disabled: true };
  await harness.stripe.webhookEndpoints.update(id, disabled);
  const looked = await check({ mayChange: false, sendsEvent: false });
  const line = looked.said.find((each) => each.includes(id));
  expect(line).toMatch(/^bad: .*it is disabled; missing refund\.failed; surplus invoice\.paid/);
  expect(looked.isWell).toBe(false);
  expect((await endpoints())[0]).toMatchObject({ enabled_events: wrong, status: 'disabled' });
  await check();
  const [now] = await endpoints();
  expect([...(now?.enabled_events ?? [])].sort()).toEqual([...STRIPE_EVENT_TYPES]);
  expect(now?.status).toBe('enabled');
});

test('an endpoint of another version is replaced when that is asked for, with a new secret', async () => {
  await harness.stripe.webhookEndpoints.create({ url: URL, enabled_events: ['*'] });
  const [old] = await endpoints();
  const { said } = await check();
  expect(said.join('\n')).toMatch(/bad: API version of we_\w+: the account’s default.*--replace/);
  await check({ replace: true });
  const now = await endpoints();
  expect(now).toHaveLength(1);
  expect(now[0]?.id).not.toBe(old?.id);
  expect(stored).toHaveLength(1);
});

test('two endpoints of one address, and one of an earlier address, are named', async () => {
  for (const url of [URL, URL, URL.replace('billing', 'old')])
    await harness.stripe.webhookEndpoints.create({ url, enabled_events: ['*'] });
  const { said } = await check({ sendsEvent: false });
  expect(said.join('\n')).toMatch(/bad: Endpoint we_\w+ sends to the same address/);
  expect(said.join('\n')).toMatch(/warn: Endpoint we_\w+ sends to https:\/\/old\./);
});

test('an endpoint whose secret cannot be kept is not left behind', async () => {
  const full = check({
    store: () => {
      throw new Error('The disk is full.');
    },
  });
  expect((await full).said.join('\n')).toContain('bad: Endpoint: The disk is full.');
  expect(await endpoints()).toEqual([]);
  const { said } = await check({ store: undefined });
  expect(said.join('\n')).toContain('--secret-file');
  expect(await endpoints()).toEqual([]);
});

test.each([
  ['a test key in production', { CLINIC_MODE: 'production' }, /^bad: Mode: a test key in production/],
  [
    'a live key to the emulator',
    { STRIPE_SECRET_KEY: live },
    /^bad: Mode: a live key is sent to STRIPE_API_BASE/,
  ],
  [
    'a live key in a trial',
    { STRIPE_SECRET_KEY: live, STRIPE_API_BASE: '' },
    /^bad: Mode: a live key in a trial/,
  ],
  ['a key that is none', { STRIPE_SECRET_KEY: 'pk_test_1' }, /^bad: Mode: STRIPE_SECRET_KEY must begin/],
  ['a revoked key', { STRIPE_SECRET_KEY: `${API_KEY}x` }, /^bad: Mode: the key is refused/],
  ['no way to Stripe', { STRIPE_API_BASE: 'http://127.0.0.1:1' }, /^bad: Mode: Stripe is not reachable/],
])('with %s nothing is made', async (_, values, reason) => {
  const { isWell, said } = await check({}, values);
  expect(said).toEqual([expect.stringMatching(reason)]);
  expect(isWell).toBe(false);
  expect(await endpoints()).toEqual([]);
});

test('an account that cannot charge is named, with what is due, and sends no test event', async () => {
  await harness.control('POST', '/account', {
    charges_enabled: false,
    payouts_enabled: false,
    country: 'DE',
    statement_descriptor: null,
  });
  const { said, isWell } = await check({}, { CLINIC_CURRENCY: 'eur' });
  const text = said.join('\n');
  expect(text).toMatch(/bad: Charges are not enabled: .*external_account/);
  expect(text).toContain('warn: Payouts are not enabled');
  expect(text).toContain('warn: Currency: the clinic bills in eur, and the account settles in usd');
  expect(text).toContain('warn: Country: the clinic is in US, and the account in DE');
  expect(text).toContain('warn: Statement descriptor: none');
  expect(isWell).toBe(false);
});

test('without a running clinic the test event says to start it, and makes no payment page', async () => {
  await check();
  const { said } = await check();
  expect(said.join('\n')).toMatch(/bad: Books: .*ECONNREFUSED/);
  expect((await harness.stripe.checkout.sessions.list()).data).toEqual([]);
});

describe('a setup without a signing secret', () => {
  const given = readAnswers({ ...LIVE_ANSWERS, stripe_webhook_secret: undefined });
  const answers = given.answers as Answers;

  test('makes the endpoint of the public address, and takes it back when it fails later', async () => {
    const made = await makeEndpoint(answers, harness.stripe);
    expect(made.answers.stripe_webhook_secret).toMatch(/^whsec_/);
    expect((await endpoints()).map(({ url }) => url)).toEqual([URL]);
    await made.takeBack();
    expect(await endpoints()).toEqual([]);
  });

  test('is refused where the address has an endpoint, since its secret cannot be read', async () => {
    await makeEndpoint(answers, harness.stripe);
    await expect(makeEndpoint(answers, harness.stripe)).rejects.toThrow(
      /^stripe_webhook_secret is missing: Stripe has the endpoint we_\w+ for .* Nothing was changed\.$/,
    );
    expect(await endpoints()).toHaveLength(1);
  });

  test('keeps the one that was answered', async () => {
    const answered = { ...answers, stripe_webhook_secret: 'whsec_answered' };
    expect((await makeEndpoint(answered, harness.stripe)).answers).toBe(answered);
    expect(await endpoints()).toEqual([]);
  });
});

test('a new secret is kept beside the one before, in the file that only its owner reads', () => {
  const home = mkdtempSync(join(tmpdir(), 'stripe-check-'));
  const before = ['whsec', '0123456789abcdefghijklmno'].join('_');
  const { answers } = readAnswers({ ...LIVE_ANSWERS, stripe_webhook_secret: before });
  if (answers === undefined) throw new Error('These answers are good.');
  const Values = { STRIPE_WEBHOOK_SECRET: before };
  saveServerSettings(home, {
    version: 1,
    answers,
    secrets: newSecrets(),
    ownerUrl: 'postgres://owner@127.0.0.1/clinic',
    Values,
  });
  storeSecret(home, 'whsec_new');
  const after = loadServerSettings(home);
  expect(after?.Values.STRIPE_WEBHOOK_SECRET).toBe(`whsec_new,${before}`);
  expect(after?.answers.stripe_webhook_secret).toBe(`whsec_new,${before}`);
  expect(statSync(join(home, 'settings.json')).mode & 0o777).toBe(0o600);
  rmSync(home, { recursive: true });
});

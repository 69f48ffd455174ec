/** The optional suite against Stripe's test mode: when it runs, and that its calls are those that the emulator knows. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { API_KEY, type Harness, startHarness } from '../../infra/stripe-emulator/testing.ts';
import { playAtStripe } from './real-stripe.ts';

const run = (key: string | undefined) => {
  const { STRIPE_TEST_KEY: _, ...others } = process.env;
  const env = key === undefined ? others : { ...others, STRIPE_TEST_KEY: key };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tests/proofs/real-stripe.ts'], {
    env,
    encoding: 'utf8',
  });
  return { status, said: (stdout + stderr).trim().split('\n') };
};

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

test('without a key it is skipped with one line', () => {
  expect(run(undefined)).toEqual({ status: 0, said: [expect.stringContaining('Skipped: STRIPE_TEST_KEY')] });
});

test('a live key is refused before anything is sent', () => {
  const live = ['sk', 'live', '0123456789abcdefghijklmn'].join('_');
  expect(run(live)).toEqual({ status: 1, said: [expect.stringContaining('not a key of test mode')] });
});

test('pages and endpoints are made, found and taken away', async () => {
  await playAtStripe(API_KEY, harness.url);
  expect((await harness.stripe.webhookEndpoints.list()).data).toEqual([]);
  const { data } = await harness.stripe.checkout.sessions.list();
  expect(data.map(({ status }) => status)).toEqual(['expired']);
});

/** Counters of guesses do not pile up. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openClinic, type TestClinic } from '../support/clinic.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

test('S53: a counter whose time is over is thrown away at night, and one that counts is kept', async () => {
  const { limits } = clinic.app;
  const counters = async () => (await clinic.rows('select from rate_limits')).length;
  for (const who of ['one', 'two', 'three']) await limits.spend('sign_in_account', who);
  expect(await counters()).toBe(3);
  await clinic.rows('update rate_limits set expire = 1');
  await limits.spend('sign_in_account', 'four');
  await limits.tidy();
  expect(await counters()).toBe(1);
  for (let count = 0; count < 9; count++) await limits.spend('sign_in_account', 'four');
  await expect(limits.spend('sign_in_account', 'four')).rejects.toMatchObject({ code: 'too_many_requests' });
});

import { describe, expect, test } from 'vitest';
import { day } from './calendar.ts';
import { accountOf, isOffline, receivedAt } from './offline-payment.ts';

test.each([
  ['cash', 'cash'],
  ['cheque', 'bank'],
  ['bank_transfer', 'bank'],
  ['card_terminal', 'bank'],
] as const)('%s lies in %s', (method, account) => {
  expect(accountOf(method)).toBe(account);
});

test('what Stripe took is not offline', () => {
  expect(isOffline('cash')).toBe(true);
  expect(isOffline('card')).toBe(false);
});

describe('the day of receipt', () => {
  const when = {
    now: new Date('2026-11-23T15:00:00Z'),
    issuedAt: new Date('2026-11-20T15:00:00Z'),
    timeZone: 'America/New_York',
  };
  test.each([
    [undefined, '2026-11-23T15:00:00.000Z'],
    ['2026-11-23', '2026-11-23T15:00:00.000Z'],
    ['2026-11-22', '2026-11-23T04:59:59.999Z'],
    ['2026-11-20', '2026-11-21T04:59:59.999Z'],
  ])('%s is the instant %s', (on, instant) => {
    expect(receivedAt(on === undefined ? undefined : day(on), when).toISOString()).toBe(instant);
  });

  test.each([
    ['2026-11-24', 'in_the_future'],
    ['2026-11-19', 'before_issue'],
  ])('%s is refused: %s', (on, code) => {
    expect(() => receivedAt(day(on), when)).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ path: 'received_on', code })] }),
    );
  });
});

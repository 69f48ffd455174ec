import { describe, expect, test } from 'vitest';
import type { InvoiceMoney } from './given-back.ts';
import { type Cents, cents } from './money.ts';
import {
  giveBackLastTakenFirst,
  type PaymentPart,
  refundableParts,
  requireChosenParts,
  requireMovable,
  takeNewestFirst,
  untakenParts,
} from './payment-part.ts';

const money = (given: Partial<Record<keyof InvoiceMoney, Cents>> = {}): InvoiceMoney => ({
  takenCents: cents(100_00),
  refundedCents: cents(0),
  disputedCents: cents(0),
  keptCents: cents(100_00),
  creditHeldCents: cents(0),
  committedCents: cents(0),
  requestedCents: cents(0),
  ...given,
});
const part = (invoiceId: string, allocated: number, given: Partial<PaymentPart> = {}): PaymentPart => ({
  invoiceId,
  allocatedCents: cents(allocated),
  creditCents: cents(0),
  refundedCents: cents(0),
  disputedCents: cents(0),
  money: money(),
  ...given,
});
const taken = (parts: { invoiceId: string; amountCents: Cents }[]) =>
  Object.fromEntries(parts.map(({ invoiceId, amountCents }) => [invoiceId, amountCents]));
/** Settled 50 on `a`, 30 on `b` and 20 on `c`, and left 10 as credit. */
const parts = [part('a', 50_00, { creditCents: cents(10_00) }), part('b', 30_00), part('c', 20_00)];

describe('money that goes back', () => {
  test.each([
    [5_00, { a: 5_00 }],
    [10_00, { a: 10_00 }],
    [25_00, { a: 10_00, c: 15_00 }],
    [45_00, { a: 10_00, c: 20_00, b: 15_00 }],
    [110_00, { a: 60_00, c: 20_00, b: 30_00 }],
    // Stripe moved more than is left.
    [120_00, { a: 70_00, c: 20_00, b: 30_00 }],
  ])('of %i is the surplus first, then the newest allocation', (amount, expected) => {
    expect(taken(takeNewestFirst(refundableParts(parts), 'a', cents(amount)))).toEqual(expected);
  });

  test('is not what refunds took before, nor what the invoice has given back otherwise', () => {
    const given = [
      part('a', 50_00),
      part('b', 30_00, { money: money({ keptCents: cents(5_00) }) }),
      part('c', 20_00, { refundedCents: cents(15_00) }),
    ];
    expect(taken(takeNewestFirst(refundableParts(given), 'a', cents(12_00)))).toEqual({
      c: 5_00,
      b: 5_00,
      a: 2_00,
    });
    const disputed = [part('a', 50_00), part('b', 30_00, { disputedCents: cents(30_00) })];
    expect(taken(takeNewestFirst(untakenParts(disputed), 'a', cents(12_00)))).toEqual({ a: 12_00 });
  });

  test('returns to the part that was taken last first', () => {
    const held = [
      { invoiceId: 'a', amountCents: cents(10_00) },
      { invoiceId: 'c', amountCents: cents(20_00) },
    ];
    expect(taken(giveBackLastTakenFirst(held, cents(15_00)))).toEqual({ a: 10_00, c: 5_00 });
  });

  test.each([
    ['an invoice of another payment', [{ invoiceId: 'z', amountCents: cents(5_00) }], 'not_of_payment'],
    ['more than is there', [{ invoiceId: 'c', amountCents: cents(20_01) }], 'above_payment'],
    ['another sum', [{ invoiceId: 'c', amountCents: cents(4_00) }], 'parts_differ'],
    [
      'an invoice twice',
      [
        { invoiceId: 'c', amountCents: cents(4_00) },
        { invoiceId: 'c', amountCents: cents(1_00) },
      ],
      'named_twice',
    ],
  ])('is not chosen from %s', (_, chosen, code) => {
    expect(() => requireChosenParts(chosen, refundableParts(parts), cents(5_00), 'usd')).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ code })] }),
    );
  });

  test('may be chosen', () => {
    const chosen = [{ invoiceId: 'b', amountCents: cents(5_00) }];
    expect(() => requireChosenParts(chosen, refundableParts(parts), cents(5_00), 'usd')).not.toThrow();
  });
});

describe('a part that moves', () => {
  const refused = (code: string) => expect.objectContaining({ fields: [expect.objectContaining({ code })] });

  test('is one that the payment settles, up to what it settles', () => {
    expect(() => requireMovable(part('b', 30_00), cents(30_00), 'usd')).not.toThrow();
    expect(() => requireMovable(part('b', 30_00), cents(30_01), 'usd')).toThrow(refused('above_allocation'));
    expect(() => requireMovable(undefined, cents(1), 'usd')).toThrow(refused('not_of_payment'));
  });

  test.each([
    ['refunded', part('b', 30_00, { refundedCents: cents(30_00) })],
    ['disputed', part('b', 30_00, { disputedCents: cents(30_00) })],
    ['credit now', part('b', 30_00, { money: money({ keptCents: cents(0) }) })],
    [
      'wanted by a refund',
      part('b', 30_00, { money: money({ keptCents: cents(30_00), committedCents: cents(30_00) }) }),
    ],
  ])('is not one that is %s', (_, gone) => {
    expect(() => requireMovable(gone, cents(1_00), 'usd')).toThrow(
      expect.objectContaining({ code: 'allocation_gone' }),
    );
  });
});

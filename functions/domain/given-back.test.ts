import { describe, expect, test } from 'vitest';
import {
  creditUsedCents,
  describeGivenBack,
  type InvoiceMoney,
  leftToRequestCents,
  requireReversible,
  requireUnreserved,
  whyNotCommittable,
} from './given-back.ts';
import { cents } from './money.ts';

type Figures = Partial<Record<keyof InvoiceMoney, number>>;
const money = (given: Figures): InvoiceMoney => {
  const nothing = {
    refundedCents: 0,
    disputedCents: 0,
    creditHeldCents: 0,
    committedCents: 0,
    requestedCents: 0,
  };
  const figures = { takenCents: 100, keptCents: 0, ...nothing, ...given };
  return Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [key, cents(value)]),
  ) as InvoiceMoney;
};

test.each<[string, Figures, left: number, used: number]>([
  ['a paid invoice', { keptCents: 100 }, 100, 0],
  ['one whose credit note was not used', { creditHeldCents: 100 }, 100, 0],
  ['one whose credit left', {}, 0, 100],
  ['one whose credit left in part', { keptCents: 30, creditHeldCents: 20 }, 50, 50],
  ['one with refunds in progress', { keptCents: 100, committedCents: 30, requestedCents: 20 }, 50, 0],
  ['one that was refunded in part', { keptCents: 60, refundedCents: 40 }, 60, 0],
  ['one whose payment is disputed', { disputedCents: 100 }, 0, 0],
  ['one whose credit left and that Stripe refunded', { keptCents: -100, refundedCents: 100 }, 0, 100],
  [
    'one whose credit is held while a bank disputes it',
    { keptCents: -100, creditHeldCents: 100, disputedCents: 100 },
    0,
    0,
  ],
])('%s', (_, figures, left, used) => {
  expect(leftToRequestCents(money(figures))).toBe(left);
  expect(creditUsedCents(money(figures))).toBe(used);
});

test('says what was given back already', () => {
  const given = money({ takenCents: 100_00, refundedCents: 10_00, keptCents: 30_00, committedCents: 5_00 });
  expect(describeGivenBack(given, cents(25_00), 'usd')).toBe(
    'This invoice took $100.00. Given back already: refunds $10.00, credit that was used or paid out $60.00, refunds in progress $5.00. $25.00 can be refunded.',
  );
});

describe('a refund that waits', () => {
  test.each<[string, Figures, status: string, possible: boolean]>([
    ['finds its money', { keptCents: 40 }, 'requested', true],
    ['finds its money as credit', { creditHeldCents: 40 }, 'requested', true],
    ['lacks a cent', { keptCents: 30, creditHeldCents: 9 }, 'requested', false],
    ['leaves room for what is approved already', { keptCents: 40, committedCents: 1 }, 'requested', false],
    ['does not stand in its own way', { keptCents: 40, committedCents: 40 }, 'approved', true],
    ['is overtaken', { keptCents: 40, committedCents: 41 }, 'approved', false],
  ])('%s', (_, figures, status, possible) => {
    const reason = whyNotCommittable(money(figures), { amountCents: cents(40), status }, 'usd');
    expect(reason === null).toBe(possible);
  });
});

describe('credit', () => {
  const lot = (invoiceId: string, held: number, kept = 0, committed = 0) => ({
    invoiceId,
    heldCents: cents(held),
    keptCents: cents(kept),
    committedCents: cents(committed),
  });
  test.each([
    ['is free', [lot('a', 50)], 50, true],
    ['is wanted by a refund in progress', [lot('a', 50, 0, 10)], 41, false],
    ['covers the refund with what stays', [lot('a', 50, 0, 10)], 40, true],
    ['is covered by money that the invoice kept', [lot('a', 50, 10, 10)], 50, true],
    ['is disputed by the bank', [lot('a', 50, -50)], 1, false],
    ['is used oldest first', [lot('a', 50), lot('b', 50, 0, 50)], 50, true],
    ['reaches the next invoice’s', [lot('a', 50), lot('b', 50, 0, 50)], 51, false],
  ] as const)('%s', (_, lots, amount, free) => {
    const use = () => requireUnreserved(lots, cents(amount));
    if (free) expect(use).not.toThrow();
    else expect(use).toThrow(expect.objectContaining({ code: 'credit_reserved' }));
  });
});

test('credit settles the invoice that needs it', () => {
  const reversed = { invoiceId: 'a', heldCents: cents(30), keptCents: cents(-30), committedCents: cents(0) };
  expect(() => requireUnreserved([reversed], cents(30), 'a')).not.toThrow();
  expect(() => requireUnreserved([reversed], cents(30), 'b')).toThrow();
});

describe('the reversal of a payment', () => {
  const reverse = (settled: number, surplus: number, figures: Figures, credit: number): void =>
    requireReversible(
      { settledCents: cents(settled), surplusCents: cents(surplus) },
      money(figures),
      cents(credit),
    );
  test.each<[string, Parameters<typeof reverse>]>([
    ['its money is there', [100, 0, { keptCents: 100 }, 0]],
    ['its money is credit that was not used', [100, 0, { creditHeldCents: 100 }, 100]],
    ['both are so in part', [100, 20, { keptCents: 70, creditHeldCents: 50 }, 50]],
    ['it was surplus only', [0, 20, { creditHeldCents: 20 }, 20]],
    ['the surplus was used and there is other credit', [100, 20, { keptCents: 100 }, 20]],
  ])('is possible when %s', (_, args) => {
    expect(() => reverse(...args)).not.toThrow();
  });
  test.each<[string, Parameters<typeof reverse>, code: string]>([
    ['its credit left', [100, 0, {}, 0], 'credit_spent'],
    ['a cent of its credit left', [100, 0, { creditHeldCents: 99 }, 99], 'credit_spent'],
    ['its surplus left', [100, 20, { keptCents: 100 }, 19], 'credit_spent'],
    ['a refund in progress takes it', [40, 0, { keptCents: 60, committedCents: 60 }, 0], 'credit_reserved'],
  ])('is refused when %s', (_, args, code) => {
    expect(() => reverse(...args)).toThrow(expect.objectContaining({ code }));
  });
});

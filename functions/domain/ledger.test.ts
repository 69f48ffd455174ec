import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allocatedPaymentPosting,
  cancelPosting,
  issuePosting,
  type Posting,
  paymentPosting,
  posting,
} from './ledger.ts';
import { cents } from './money.ts';

const debt = { invoiceId: 'i', patientId: 'p', currency: 'usd' as const };
const at = new Date('2026-11-23T12:00:00Z');
const moves = ({ entries }: Posting) =>
  Object.fromEntries(entries.map(({ account, amountCents }) => [account, amountCents]));
const sum = ({ entries }: Posting) => entries.reduce((total, { amountCents }) => total + amountCents, 0);

test('a posting that does not balance, or moves nothing, is a fault', () => {
  const one = (amountCents: number) => ({ account: 'cash' as const, amountCents: cents(amountCents) });
  const parts = { kind: 'test', cause: 'test', currency: 'usd' as const, occurredAt: at };
  expect(() => posting({ ...parts, entries: [one(1), one(1)] })).toThrow('balances');
  expect(() => posting({ ...parts, entries: [one(0), one(0)] })).toThrow('moves something');
  expect(posting({ ...parts, entries: [one(1), one(-1), one(0)] }).entries).toHaveLength(2);
});

test('issuing books the debt, what is earned and the tax; cancelling is its opposite', () => {
  const amounts = { totalCents: cents(110_00), taxCents: cents(10_00) };
  expect(moves(issuePosting(debt, amounts, at))).toEqual({
    receivable: 110_00,
    revenue: -100_00,
    tax_payable: -10_00,
  });
  expect(moves(cancelPosting(debt, amounts, at))).toEqual({
    receivable: -110_00,
    revenue: 100_00,
    tax_payable: 10_00,
  });
});

describe('a payment', () => {
  const pay = (amount: number, owed: number) =>
    paymentPosting(
      debt,
      { paymentId: 'y', amountCents: cents(amount), owedCents: cents(owed), into: 'cash', cause: 'c' },
      at,
    );
  test.each([
    [100, 100, { cash: 100, receivable: -100 }],
    [40, 100, { cash: 40, receivable: -40 }],
    [130, 100, { cash: 130, receivable: -100, patient_credit: -30 }],
    [50, 0, { cash: 50, patient_credit: -50 }],
  ])('of %i for %i owed moves %o', (amount, owed, expected) => {
    expect(moves(pay(amount, owed).posting)).toEqual(expected);
  });

  test('always balances, and settles no more than is owed', () => {
    const amount = fc.integer({ min: 1, max: 99_999_999 });
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 99_999_999 }), (paid, owed) => {
        const { posting: booked, settledCents, surplusCents } = pay(paid, owed);
        expect(sum(booked)).toBe(0);
        expect(settledCents + surplusCents).toBe(paid);
        expect(settledCents).toBeLessThanOrEqual(owed);
      }),
    );
  });

  test('of several invoices settles each, and is listed under the first', () => {
    const money = { paymentId: 'y', amountCents: cents(100), into: 'cash' as const, cause: 'c' };
    const allocations = [
      { invoiceId: 'i', amountCents: cents(30) },
      { invoiceId: 'j', amountCents: cents(60) },
    ];
    const { posting: booked, surplusCents } = allocatedPaymentPosting(debt, money, allocations, at);
    expect(surplusCents).toBe(10);
    expect(
      booked.entries.map(({ account, invoiceId, amountCents }) => [account, invoiceId, amountCents]),
    ).toEqual([
      ['cash', 'i', 100],
      ['receivable', 'i', -30],
      ['receivable', 'j', -60],
      ['patient_credit', undefined, -10],
    ]);
    const tooSmall = { ...money, amountCents: cents(80) };
    expect(() => allocatedPaymentPosting(debt, tooSmall, allocations, at)).toThrow('at most its own amount');
  });

  test('of nothing is a fault', () => {
    expect(() => pay(0, 100)).toThrow('more than nothing');
  });
});

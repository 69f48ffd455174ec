import { describe, expect, test } from 'vitest';
import type { Settleable } from './allocation.ts';
import { day } from './calendar.ts';
import { cents } from './money.ts';
import { allocatePage, coversSame, type PageChoice, settleCovered } from './page-allocation.ts';

const payer = { patientId: 'p', currency: 'usd' as const };
const invoice = (id: string, balance: number, more: Partial<Settleable> = {}): Settleable => ({
  ...payer,
  id,
  status: 'issued',
  balanceCents: cents(balance),
  dueOn: day('2026-12-31'),
  number: `CLINIC-202611-${id}`,
  ...more,
});
const part = (invoiceId: string, amount: number) => ({ invoiceId, amountCents: cents(amount) });
const all: PageChoice = { chosen: undefined, amountCents: undefined };
const amount = (value: number): PageChoice => ({ ...all, amountCents: cents(value) });
const chosen = (...parts: [id: string, amount?: number][]): PageChoice => ({
  ...all,
  chosen: parts.map(([invoiceId, value]) => ({
    invoiceId,
    amountCents: value === undefined ? undefined : cents(value),
  })),
});

const late = invoice('0001', 50_00, { dueOn: day('2026-11-30') });
const owed = [invoice('0003', 100_00), late, invoice('0002', 30_00)];

describe('a page covers', () => {
  test('all that is owed, the oldest due first, and nothing that is not', () => {
    const others = [invoice('4', 0, { status: 'paid' }), invoice('5', 0, { status: 'cancelled' })];
    expect(allocatePage([...owed, ...others], all, payer)).toEqual([
      part('0001', 50_00),
      part('0002', 30_00),
      part('0003', 100_00),
    ]);
  });

  test('an amount, the oldest due first', () => {
    expect(allocatePage(owed, amount(60_00), payer)).toEqual([part('0001', 50_00), part('0002', 10_00)]);
  });

  test('what is chosen, whole or in part, in the order of the choice', () => {
    expect(allocatePage(owed, chosen(['0003', 40_00], ['0001']), payer)).toEqual([
      part('0003', 40_00),
      part('0001', 50_00),
    ]);
  });

  test('an amount of what is chosen', () => {
    const choice = { ...chosen(['0003'], ['0002']), amountCents: cents(40_00) };
    expect(allocatePage(owed, choice, payer)).toEqual([part('0002', 30_00), part('0003', 10_00)]);
  });

  test('what is too little to be paid online by itself, together with another', () => {
    expect(allocatePage([invoice('1', 30), invoice('2', 10_00)], all, payer)).toEqual([
      part('1', 30),
      part('2', 10_00),
    ]);
  });

  test('as many invoices as Stripe takes lines', () => {
    const many = Array.from({ length: 101 }, (_, index) => invoice(String(index + 1), 1_00));
    expect(allocatePage(many, all, payer)).toHaveLength(100);
  });
});

describe('no page is made', () => {
  test.each<[string, PageChoice, string, string]>([
    ['of an invoice that is not there', chosen(['9']), 'invoices.0.invoice_id', 'invoice_unknown'],
    ['of an invoice twice', chosen(['0001'], ['0001']), 'invoices.1.invoice_id', 'named_twice'],
    ['of another patient', chosen(['0001'], ['other']), 'invoices.1.invoice_id', 'other_patient'],
    ['of another currency', chosen(['euro'], ['0001']), 'invoices.0.invoice_id', 'other_currency'],
    ['of a paid invoice', chosen(['paid']), 'invoices.0.invoice_id', 'nothing_owed'],
    ['of a draft', chosen(['draft']), 'invoices.0.invoice_id', 'nothing_owed'],
    ['above what an invoice owes', chosen(['0001', 50_01]), 'invoices.0.amount_cents', 'above_balance'],
    ['above what is owed', amount(180_01), 'amount_cents', 'above_balance'],
    ['below what Stripe charges', amount(49), 'amount_cents', 'below_minimum'],
    ['that leaves a rest that cannot be paid online', amount(79_60), 'amount_cents', 'rest_too_small'],
    ['that leaves it on a choice', chosen(['0001', 49_90]), 'invoices.0.amount_cents', 'rest_too_small'],
    ['above what Stripe charges', chosen(['huge'], ['0001']), 'amount_cents', 'above_maximum'],
  ])('%s', (_, choice, path, code) => {
    const known = [
      ...owed,
      invoice('other', 10_00, { patientId: 'q' }),
      invoice('euro', 10_00, { currency: 'eur' }),
      invoice('paid', 0, { status: 'paid' }),
      invoice('draft', 10_00, { status: 'draft' }),
      invoice('huge', 99_999_999),
    ];
    const invoices = choice.chosen ? known : owed;
    expect(() => allocatePage(invoices, choice, payer)).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ path, code })] }),
    );
  });

  test('when nothing is owed', () => {
    expect(() => allocatePage([], all, payer)).toThrow(expect.objectContaining({ code: 'nothing_owed' }));
  });
});

describe('the payment of a page settles', () => {
  const covers = [part('0001', 50_00), part('0002', 10_00)];

  test('each part', () => {
    expect(settleCovered(covers, owed, cents(60_00))).toEqual(covers);
  });

  test('at most what is owed by now, and nothing of what was paid or canceled meanwhile', () => {
    const now = [invoice('0001', 20_00), invoice('0002', 0, { status: 'cancelled' })];
    expect(settleCovered(covers, now, cents(60_00))).toEqual([part('0001', 20_00)]);
    expect(settleCovered(covers, [], cents(60_00))).toEqual([]);
  });

  test('at most what was paid', () => {
    expect(settleCovered(covers, owed, cents(55_00))).toEqual([part('0001', 50_00), part('0002', 5_00)]);
  });
});

test('two pages are the same when they cover the same parts', () => {
  const one = [part('1', 5), part('2', 6)];
  expect(coversSame(one, [part('2', 6), part('1', 5)])).toBe(true);
  expect(coversSame(one, [part('1', 5)])).toBe(false);
  expect(coversSame(one, [part('1', 6), part('2', 5)])).toBe(false);
});

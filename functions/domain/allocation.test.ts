import { describe, expect, test } from 'vitest';
import {
  allocateOldestFirst,
  requireAllocatable,
  requireSomethingOwed,
  type Settleable,
} from './allocation.ts';
import { day } from './calendar.ts';
import { cents } from './money.ts';

const payer = { patientId: 'p', currency: 'usd' as const };
const invoice = (id: string, more: Partial<Settleable> = {}): Settleable => ({
  ...payer,
  id,
  status: 'issued',
  balanceCents: cents(100),
  dueOn: day('2026-12-31'),
  number: `CLINIC-202611-${id}`,
  ...more,
});
const part = (invoiceId: string, amount: number) => ({ invoiceId, amountCents: cents(amount) });
const inOrder = (invoices: Settleable[], amount: number) =>
  allocateOldestFirst(invoices, cents(amount)).map(({ invoiceId, amountCents }) => [invoiceId, amountCents]);

describe('money is allocated', () => {
  test('to the oldest due first, then to the lowest number, also after 9999', () => {
    const invoices = [
      invoice('10000'),
      invoice('9999'),
      invoice('0001'),
      invoice('0002', { dueOn: day('2026-12-30') }),
    ];
    expect(inOrder(invoices, 350)).toEqual([
      ['0002', 100],
      ['0001', 100],
      ['9999', 100],
      ['10000', 50],
    ]);
  });

  test('never above what is owed, and never to what is not owed', () => {
    const invoices = [invoice('1', { status: 'draft' }), invoice('2', { status: 'cancelled' }), invoice('3')];
    expect(inOrder(invoices, 500)).toEqual([['3', 100]]);
  });

  test('not at all when nothing is owed', () => {
    expect(() => requireSomethingOwed([])).toThrow('owes nothing');
  });
});

describe('a choice of invoices is refused', () => {
  const known = [
    invoice('1'),
    invoice('2', { patientId: 'q' }),
    invoice('3', { currency: 'eur' }),
    invoice('4', { status: 'paid', balanceCents: cents(0) }),
    invoice('5', { status: 'cancelled', balanceCents: cents(0) }),
    invoice('6', { status: 'draft', balanceCents: cents(0) }),
    invoice('7'),
  ];
  test.each([
    ['of an unknown invoice', [part('8', 1)], 'invoices.0.invoice_id', 'invoice_unknown'],
    ['of another patient', [part('1', 1), part('2', 1)], 'invoices.1.invoice_id', 'other_patient'],
    ['in another currency', [part('3', 1)], 'invoices.0.invoice_id', 'other_currency'],
    ['on a paid invoice', [part('4', 1)], 'invoices.0.invoice_id', 'nothing_owed'],
    ['on a cancelled invoice', [part('5', 1)], 'invoices.0.invoice_id', 'nothing_owed'],
    ['on a draft', [part('6', 1)], 'invoices.0.invoice_id', 'nothing_owed'],
    ['above what is owed', [part('1', 101)], 'invoices.0.amount_cents', 'above_balance'],
    ['of one invoice twice', [part('1', 1), part('1', 1)], 'invoices.1.invoice_id', 'named_twice'],
    ['of nothing', [part('1', 0)], 'invoices', 'nothing_allocated'],
    ['above the payment', [part('1', 100), part('7', 51)], 'invoices', 'above_payment'],
  ])('%s', (_, parts, path, code) => {
    expect(() => requireAllocatable(parts, known, payer, cents(150))).toThrow(
      expect.objectContaining({ kind: 'invalid', fields: [expect.objectContaining({ path, code })] }),
    );
  });

  test('and taken up to the last cent', () => {
    expect(() => requireAllocatable([part('1', 100), part('7', 50)], known, payer, cents(150))).not.toThrow();
  });
});

import { expect, test } from 'vitest';
import {
  creditAppliedPosting,
  creditNotePosting,
  creditRefundPosting,
  reversalPosting,
  writeOffPosting,
  writeOffReversalPosting,
} from './corrections.ts';
import { allocatedPaymentPosting, type Posting } from './ledger.ts';
import { cents } from './money.ts';

const debt = { invoiceId: 'i', patientId: 'p', currency: 'usd' as const };
const at = new Date('2026-11-23T12:00:00Z');
const moves = ({ entries }: Posting) =>
  Object.fromEntries(entries.map(({ account, amountCents }) => [account, amountCents]));

test('a reversal is the exact opposite of its payment, on each of its invoices', () => {
  const money = { paymentId: 'y', amountCents: cents(130), into: 'bank' as const, cause: 'c' };
  const allocations = [
    { invoiceId: 'i', amountCents: cents(40) },
    { invoiceId: 'j', amountCents: cents(60) },
  ];
  const { posting, surplusCents } = allocatedPaymentPosting(debt, money, allocations, at);
  const payment = { paymentId: 'y', allocations, surplusCents, from: 'bank' as const };
  const undone = reversalPosting(debt, payment, at);
  expect(undone.entries).toEqual(
    posting.entries.map((entry) => ({ ...entry, amountCents: -entry.amountCents })),
  );
});

test.each([
  [
    'a credit note takes earnings, tax and debt back, and gives the rest as credit',
    creditNotePosting(
      debt,
      {
        creditNoteId: 'n',
        amountCents: cents(110),
        taxCents: cents(10),
        owedCents: cents(80),
        toCreditCents: cents(30),
      },
      at,
    ),
    { adjustments: 100, tax_payable: 10, receivable: -80, patient_credit: -30 },
  ],
  ['a write-off is a loss', writeOffPosting(debt, 'w', cents(5), at), { write_offs: 5, receivable: -5 }],
  [
    'and its reversal a debt',
    writeOffReversalPosting(debt, 'w', cents(5), at),
    { write_offs: -5, receivable: 5 },
  ],
  [
    'credit pays an invoice',
    creditAppliedPosting(debt, 'u', cents(7), at),
    { patient_credit: 7, receivable: -7 },
  ],
  [
    'or goes back to the patient',
    creditRefundPosting(debt, { useId: 'u', amountCents: cents(7), from: 'cash' }, at),
    { patient_credit: 7, cash: -7 },
  ],
])('%s', (_, posting, expected) => {
  expect(moves(posting)).toEqual(expected);
});

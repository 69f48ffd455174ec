import { describe, expect, test } from 'vitest';
import { day } from './calendar.ts';
import {
  INVOICE_STATUSES,
  type InvoiceStatus,
  isOverdue,
  isPayable,
  latenessBase,
  overdueFrom,
  requireCancellable,
  requireDraft,
  requireIssuable,
  requireSendable,
  statusFromLedger,
} from './invoice.ts';
import { cents } from './money.ts';

test.each([
  [100, 0, 'issued'],
  [60, 40, 'partially_paid'],
  [0, 100, 'paid'],
  [0, 0, 'paid'],
  [100, -5, 'issued'],
] as const)('owing %i after %i was paid is %s', (balance, paid, status) => {
  expect(statusFromLedger({ balanceCents: cents(balance), paidCents: cents(paid) })).toBe(status);
});

test.each(INVOICE_STATUSES.filter((status) => status !== 'draft'))('what is %s is no draft', (status) => {
  expect(() => requireDraft(status, 'edited')).toThrow('Only a draft can be edited');
});

test.each([
  ['draft', false, 'invoice_not_issued'],
  ['cancelled', true, 'invoice_not_issued'],
  ['paid', true, 'invoice_archived'],
  ['paid', false, undefined],
  ['issued', false, undefined],
] as const)('sending what is %s, archived %s, gives %s', (status, archived, code) => {
  const send = () => requireSendable({ status, archived });
  if (code) expect(send).toThrow(expect.objectContaining({ code }));
  else expect(send).not.toThrow();
});

describe('issuing', () => {
  const today = day('2026-11-26');
  const draft = { status: 'draft' as InvoiceStatus, totalCents: 100, lines: 1, dueOn: today };
  test('takes a draft that comes to something', () => {
    expect(() => requireIssuable(draft, today)).not.toThrow();
  });
  test.each([
    ['invoice_not_draft', { status: 'issued' as const }],
    ['invoice_empty', { lines: 0 }],
    ['total_too_large', { totalCents: 100_000_000 }],
    ['due_date_passed', { dueOn: day('2026-11-25') }],
  ])('refuses with %s', (code, more) => {
    expect(() => requireIssuable({ ...draft, ...more }, today)).toThrow(expect.objectContaining({ code }));
  });
});

test.each([
  ['2026-11-25', '2026-11-20', '2026-11-25'],
  ['2026-10-17', '2026-11-26', '2026-11-26'],
])('lateness of what is due on %s and was issued on %s counts from %s', (dueOn, issuedOn, base) => {
  expect(latenessBase(day(dueOn), day(issuedOn))).toBe(base);
});

describe('cancelling', () => {
  test.each([
    ['draft', 0, null],
    ['issued', 0, null],
    ['issued', 1, 'invoice_has_payments'],
    ['partially_paid', 40, 'invoice_has_payments'],
    ['paid', 100, 'invoice_has_payments'],
    ['paid', 0, 'invoice_has_payments'],
    ['cancelled', 0, 'invoice_cancelled'],
  ] as const)('what is %s with %i paid: %s', (status, paid, code) => {
    const cancel = () =>
      requireCancellable({ status, totalCents: 200, balanceCents: cents(100), paidCents: cents(paid) });
    if (code === null) expect(cancel).not.toThrow();
    else expect(cancel).toThrow(expect.objectContaining({ code }));
  });

  test('a total of zero is refused for what it is', () => {
    const free = { status: 'paid', totalCents: 0, balanceCents: cents(0), paidCents: cents(0) } as const;
    expect(() => requireCancellable(free)).toThrow(expect.objectContaining({ code: 'nothing_owed' }));
  });
});

test('money can be asked for while something is owed', () => {
  expect(INVOICE_STATUSES.filter(isPayable)).toEqual(['issued', 'partially_paid']);
});

test('an invoice is late from the day after its due date, while it is owed', () => {
  const due = day('2026-11-30');
  expect(isOverdue('issued', due, day('2026-11-30'))).toBe(false);
  expect(isOverdue('issued', due, day('2026-12-01'))).toBe(true);
  expect(isOverdue('paid', due, day('2026-12-01'))).toBe(false);
  expect(overdueFrom(due)).toBe('2026-12-01');
});

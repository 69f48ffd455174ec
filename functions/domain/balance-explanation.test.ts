import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Booking, explainBalance, figuresOf, PART_KINDS, partKindOf } from './balance-explanation.ts';
import { BALANCE_TEXTS, partInWords } from './balance-explanation-texts.ts';
import type { ReceivableEffect } from './ledger.ts';

const AT = '2026-11-23T12:00:00.000Z';
const booking = (kind: string, effect: ReceivableEffect, amount_cents: number): Booking => ({
  kind,
  effect,
  occurred_at: AT,
  amount_cents,
});
const issued = { issued_at: AT, discount_cents: 0 };
const shown = (parts: readonly { kind: string; amount_cents: number }[]) =>
  parts.map(({ kind, amount_cents }) => [kind, amount_cents]);

describe('the parts of a balance', () => {
  test('are the lines with the discount, then each booking since', () => {
    const parts = explainBalance({
      issued_at: AT,
      discount_cents: 5_00,
      balance_cents: 45_00,
      lines: [{ total_cents: 80_00 }, { total_cents: 25_00 }],
      bookings: [
        booking('issue', 'charge', 100_00),
        booking('payment', 'settle', -60_00),
        booking('refund', 'refund', 30_00),
        booking('refund', 'credit', -30_00),
        booking('allocation_moved', 'settle', 15_00),
        booking('write_off', 'write_off', -10_00),
      ],
    });
    expect(shown(parts)).toEqual([
      ['line', 80_00],
      ['line', 25_00],
      ['discount', -5_00],
      ['payment', -60_00],
      ['refund', 30_00],
      ['refund_credited', -30_00],
      ['moved_away', 15_00],
      ['write_off', -10_00],
    ]);
    expect(figuresOf(parts)).toEqual({
      charged_cents: 100_00,
      paid_cents: 45_00,
      refunded_cents: 30_00,
      credited_cents: 30_00,
      written_off_cents: 10_00,
      balance_cents: 45_00,
    });
  });

  test('of a draft are none, and of an invoice over zero its lines', () => {
    const nothing = { discount_cents: 9_00, balance_cents: 0, lines: [{ total_cents: 9_00 }], bookings: [] };
    expect(explainBalance({ ...nothing, issued_at: null })).toEqual([]);
    expect(shown(explainBalance({ ...nothing, issued_at: AT }))).toEqual([
      ['line', 9_00],
      ['discount', -9_00],
    ]);
  });

  test('have one charge in place of lines that the archive no longer has', () => {
    const bookings = [booking('issue', 'charge', 20_00), booking('cancel', 'charge', -20_00)];
    expect(shown(explainBalance({ ...issued, balance_cents: 0, lines: null, bookings }))).toEqual([
      ['charge', 20_00],
      ['cancellation', -20_00],
    ]);
  });

  test('that do not come to the charge or to the balance are a fault', () => {
    const bookings = [booking('issue', 'charge', 20_00)];
    const of = (line: number, balance_cents: number) =>
      explainBalance({ ...issued, balance_cents, lines: [{ total_cents: line }], bookings });
    expect(() => of(19_99, 20_00)).toThrow('the lines come to the charge of 2000, not 1999');
    expect(() => of(20_00, 20_01)).toThrow('the parts come to the balance of 2001, not 2000');
  });

  test('come to the balance whatever was booked, and no booking is left out', () => {
    const lines = fc.array(
      fc.integer({ min: 0, max: 9_999_999 }).map((total_cents) => ({ total_cents })),
      { minLength: 1, maxLength: 20 },
    );
    const later = fc.array(
      fc.record({
        kind: fc.constantFrom(
          'payment',
          'refund',
          'refund_failed',
          'refund_effect',
          'allocation_moved',
          'new',
        ),
        effect: fc.constantFrom<ReceivableEffect[]>('settle', 'refund', 'credit', 'write_off'),
        amount_cents: fc.integer({ min: -9_999_999, max: 9_999_999 }),
        occurred_at: fc.constant(AT),
      }),
    );
    fc.assert(
      fc.property(lines, later, fc.nat(1_000), (billed, bookings, discount_cents) => {
        const charged = billed.reduce((sum, each) => sum + each.total_cents, -discount_cents);
        const balance_cents = bookings.reduce((sum, each) => sum + each.amount_cents, charged);
        const parts = explainBalance({
          ...{ issued_at: AT, discount_cents, balance_cents, lines: billed },
          bookings: [booking('issue', 'charge', charged), ...bookings],
        });
        const figures = figuresOf(parts);
        expect(figures.balance_cents).toBe(balance_cents);
        expect(
          figures.charged_cents -
            figures.paid_cents +
            figures.refunded_cents -
            figures.credited_cents -
            figures.written_off_cents,
        ).toBe(balance_cents);
        const shownBookings = parts.filter(({ line, kind }) => line === null && kind !== 'discount');
        expect(shownBookings).toHaveLength(bookings.filter((each) => each.amount_cents !== 0).length);
      }),
    );
  });
});

test('a kind of booking that has no words of its own is an adjustment', () => {
  expect(partKindOf(booking('something_new', 'credit', 1))).toBe('adjustment');
});

describe('a part in words', () => {
  const item = {
    ...{ description: 'Physiotherapy', quantity: 1.5, unit: 'hour' as const },
    ...{ unit_price_cents: 80_00, discount_cents: 10_00, tax_cents: 8_80 },
  };
  const facts = { on: '2026-11-23', line: null, method: null, reference: null };
  test.each([
    [
      'en',
      { ...facts, kind: 'line', line: item },
      'On November 23, 2026, the clinic billed Physiotherapy (1.5 hours × $80.00, less $10.00 discount, plus $8.80 tax).',
    ],
    [
      'es',
      { ...facts, kind: 'payment', method: 'cash', reference: 'CLINIC-R-202611-0001' },
      'El 23 de noviembre de 2026, la clínica recibió un pago (efectivo, recibo CLINIC-R-202611-0001).',
    ],
    [
      'en',
      { ...facts, kind: 'moved_away', method: 'card', reference: 'CLINIC-202611-0002' },
      'On November 23, 2026, the clinic moved a payment (card, invoice CLINIC-202611-0002) to another invoice.',
    ],
    [
      'en',
      { ...facts, kind: 'credit_note', reference: 'CLINIC-C-202611-0001' },
      'On November 23, 2026, the clinic credited a part of this invoice (credit note CLINIC-C-202611-0001).',
    ],
  ] as const)('%s: %o', (language, part, sentence) => {
    expect(partInWords(part, language, 'usd')).toBe(sentence);
  });

  test.each(Object.entries(BALANCE_TEXTS))('says when, for every kind in %s', (_, words) => {
    for (const kind of PART_KINDS) expect(words[kind], kind).toContain('{day}');
  });
});

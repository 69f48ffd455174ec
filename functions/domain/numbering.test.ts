import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentNumber, numberingMonth } from './numbering.ts';

describe('a number', () => {
  test.each([
    ['invoice', 1, 'CLINIC-202611-0001'],
    ['invoice', 9999, 'CLINIC-202611-9999'],
    ['invoice', 10_000, 'CLINIC-202611-10000'],
    ['invoice', 123_456, 'CLINIC-202611-123456'],
    ['credit_note', 7, 'CLINIC-CN-202611-0007'],
    ['receipt', 42, 'CLINIC-R-202611-0042'],
  ] as const)('of the %s at place %i is %s', (kind, sequence, number) => {
    expect(documentNumber('CLINIC', kind, '202611', sequence)).toBe(number);
  });

  test.each([0, -1, 1.5])('has no place %s', (sequence) => {
    expect(() => documentNumber('CLINIC', 'invoice', '202611', sequence)).toThrow('Broken invariant');
  });

  test('is never that of another place, month or kind', () => {
    const place = fc.record({
      kind: fc.constantFrom('invoice' as const, 'credit_note' as const, 'receipt' as const),
      month: fc.integer({ min: 202601, max: 202612 }).map(String),
      sequence: fc.integer({ min: 1, max: 20_000 }),
    });
    fc.assert(
      fc.property(place, place, (a, b) => {
        const same = a.kind === b.kind && a.month === b.month && a.sequence === b.sequence;
        const [one, other] = [a, b].map(({ kind, month, sequence }) =>
          documentNumber('CLINIC', kind, month, sequence),
        );
        expect(one === other).toBe(same);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('the month of a number is the clinic’s own', () => {
  test.each([
    ['2026-12-01T03:30:00Z', 'America/New_York', '202611'],
    ['2026-12-01T05:00:00Z', 'America/New_York', '202612'],
    ['2026-11-30T10:00:00Z', 'Pacific/Auckland', '202611'],
    ['2026-11-30T11:00:00Z', 'Pacific/Auckland', '202612'],
    ['2026-12-31T23:59:59Z', 'UTC', '202612'],
    ['2027-01-01T04:59:59Z', 'America/New_York', '202612'],
  ])('%s in %s is in %s', (at, timeZone, month) => {
    expect(numberingMonth(new Date(at), timeZone)).toBe(month);
  });
});

import { expect, test } from 'vitest';
import { foundInWords, summarise } from './words.ts';

const difference = {
  class: 'amount_differs' as const,
  currency: 'usd',
  ours_cents: 100,
  stripe_cents: 70,
  resolved_at: null,
};

test('discrepancies are counted by class, and what they leave apart is summed whatever its direction', () => {
  const summary = summarise({
    days: [
      { matched: 3, unmatched: 1 },
      { matched: 2, unmatched: 0 },
    ],
    breaks: [
      difference,
      { ...difference, ours_cents: null, stripe_cents: 50, class: 'missing_here' },
      { ...difference, stripe_cents: 120 },
      { ...difference, currency: 'eur', resolved_at: '2026-11-23T10:00:00Z' },
    ],
  });
  expect(summary).toEqual({
    matched: 5,
    unmatched: 1,
    open: [
      { class: 'missing_here', count: 1 },
      { class: 'amount_differs', count: 2 },
    ],
    openCount: 3,
    accepted: 1,
    unexplained: [{ currency: 'usd', cents: 100 }],
  });
});

test('nothing open leaves nothing unexplained', () => {
  expect(summarise({ days: [], breaks: [] })).toMatchObject({ openCount: 0, unexplained: [] });
});

test.each([
  [{}, 'no discrepancies'],
  [{ events: 2, payments: 1, refunds: 0 }, '2 events, 1 payment recovered; no discrepancies'],
  [{ events: 0, break_missing_here: 1, break_unexplained: 2 }, '3 discrepancies'],
  [{ break_missing_here: 1 }, '1 discrepancy'],
])('%o is described as "%s"', (found, words) => {
  expect(foundInWords(found)).toBe(words);
});

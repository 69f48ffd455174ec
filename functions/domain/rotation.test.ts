import { expect, test } from 'vitest';
import { outdated } from './rotation.ts';

const days = (count: number, end = Date.UTC(2026, 10, 23, 5)) =>
  Array.from({ length: count }, (_, index) => new Date(end - index * 86_400_000));

test('a year of daily backups shrinks to the last days, weeks and months', () => {
  const all = days(400);
  const gone = new Set(outdated(all, { days: 7, weeks: 5, months: 12 }));
  const kept = all.filter((date) => !gone.has(date)).map((date) => date.toISOString().slice(0, 10));
  expect(kept.slice(0, 7)).toEqual(days(7).map((date) => date.toISOString().slice(0, 10)));
  expect(kept.length).toBeLessThanOrEqual(7 + 5 + 12);
  expect(kept.at(-1)).toBe('2025-12-31');
  expect(new Set(kept.map((date) => date.slice(0, 7))).size).toBe(12);
});

test('rotating every day for a year never loses the newest and keeps few', () => {
  let kept: Date[] = [];
  for (const made of days(365).reverse()) {
    kept.push(made);
    const gone = outdated(kept, { days: 7, weeks: 5, months: 12 });
    expect(gone).not.toContain(made);
    kept = kept.filter((date) => !gone.includes(date));
  }
  expect(kept.length).toBeLessThanOrEqual(24);
  expect(kept.length).toBeGreaterThan(15);
});

test('a clock that jumped ahead does not throw away what was made since', () => {
  const future = new Date(Date.UTC(2031, 0, 1));
  expect(outdated([future, ...days(3)], { days: 7, weeks: 5, months: 12 })).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { day } from '../../../../functions/domain/calendar.ts';
import { agoInWords, dueInWords, formatDay, formatInstant, formatInstantDay, formatMonth } from './dates.ts';

describe('days and instants', () => {
  test('a plain day stays the same day in every zone of the reader', () => {
    expect(formatDay('2026-11-01')).toBe('Nov 1, 2026');
    expect(formatDay('2026-11-01', 'es')).toBe('1 nov 2026');
    expect(formatDay('soon')).toBe('soon');
  });

  test('an instant is shown in the clinic’s zone', () => {
    expect(formatInstant('2026-11-23T02:30:00Z', 'America/New_York')).toMatch(/^Nov 22, 2026, 9:30\sPM$/);
    expect(formatInstantDay('2026-11-23T02:30:00Z', 'America/New_York')).toBe('Nov 22, 2026');
  });

  test('months', () => {
    expect(formatMonth('2026-11')).toBe('Nov 2026');
    expect(formatMonth('2026-01', 'short')).toBe('Jan');
  });

  test.each([
    ['2026-11-23', 'due today'],
    ['2026-11-24', 'due tomorrow'],
    ['2026-12-03', 'due in 10 days'],
    ['2026-11-22', '1 day overdue'],
    ['2026-10-23', '31 days overdue'],
  ])('%s is %s', (due, words) => {
    expect(dueInWords(due, day('2026-11-23'))).toBe(words);
  });

  test.each([
    ['2026-11-23T10:59:30Z', 'just now'],
    ['2026-11-23T11:00:20Z', 'just now'],
    ['2026-11-23T10:30:00Z', '30 minutes ago'],
    ['2026-11-23T10:00:00Z', '1 hour ago'],
    ['2026-11-20T10:00:00Z', '3 days ago'],
    ['2026-11-16T11:00:00Z', undefined],
    ['2026-11-24T11:00:00Z', undefined],
  ])('%s is %s', (instant, words) => {
    expect(agoInWords(instant, new Date('2026-11-23T11:00:00Z'))).toBe(words);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, asOf, day, dayIn, daysBetween, isDay, isTimeZone, startOfDay } from './calendar.ts';

const ZONES = [
  'America/New_York',
  'Europe/London',
  'Asia/Kolkata',
  'Pacific/Auckland',
  'America/St_Johns',
  'Africa/Cairo',
];
const instants = fc.date({
  min: new Date('2020-01-01T00:00:00Z'),
  max: new Date('2035-12-31T00:00:00Z'),
  noInvalidDate: true,
});
const days = instants.map((date) => day(date.toISOString().slice(0, 10)));

describe('a day', () => {
  test.each(['2026-02-28', '2028-02-29', '2026-12-31'])('%s exists', (text) =>
    expect(isDay(text)).toBe(true),
  );
  test.each(['2026-02-29', '2026-02-30', '2026-13-01', '2026-1-1', '20261101', '', '2026-11-31T00:00:00Z'])(
    '%s does not',
    (text) => {
      expect(isDay(text)).toBe(false);
      expect(() => day(text)).toThrow('Broken invariant');
    },
  );

  test('and so many days later are that many days apart', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -4000, max: 4000 }), (from, count) => {
        expect(daysBetween(from, addDays(from, count))).toBe(count);
        expect(addDays(addDays(from, count), -count)).toBe(from);
      }),
    );
  });

  test('after the last of a month is the first of the next', () => {
    expect(addDays(day('2026-02-28'), 1)).toBe('2026-03-01');
    expect(addDays(day('2028-02-28'), 1)).toBe('2028-02-29');
    expect(addDays(day('2026-12-31'), 1)).toBe('2027-01-01');
  });
});

describe.each(ZONES)('in %s', (timeZone) => {
  test('a day begins where the calendar turns, through every change of the clocks', () => {
    for (let date = day('2026-01-01'); date < '2027-12-31'; date = addDays(date, 1)) {
      const start = startOfDay(timeZone, date);
      expect(dayIn(timeZone, start)).toBe(date);
      expect(dayIn(timeZone, new Date(start.getTime() - 1))).toBe(addDays(date, -1));
    }
  });

  test('days have 23, 24 or 25 hours, and every instant lies in its own', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const date = dayIn(timeZone, instant);
        const [start, end] = [startOfDay(timeZone, date), startOfDay(timeZone, addDays(date, 1))];
        expect(start.getTime()).toBeLessThanOrEqual(instant.getTime());
        expect(instant.getTime()).toBeLessThan(end.getTime());
        expect([23, 24, 25]).toContain((end.getTime() - start.getTime()) / 3_600_000);
      }),
    );
  });

  test('the last instant of a month is in it', () => {
    for (let month = 1; month <= 12; month++) {
      const first = day(`2026-${String(month).padStart(2, '0')}-01`);
      const last = new Date(startOfDay(timeZone, first).getTime() - 1);
      expect(dayIn(timeZone, last)).toBe(addDays(first, -1));
    }
  });
});

test('clocks that skip midnight begin the day later', () => {
  // Cairo goes from 00:00 to 01:00 on the last Friday of April.
  expect(startOfDay('Africa/Cairo', day('2026-04-24')).toISOString()).toBe('2026-04-23T22:00:00.000Z');
  expect(startOfDay('America/New_York', day('2026-03-08')).toISOString()).toBe('2026-03-08T05:00:00.000Z');
});

describe('as of', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  test.each([
    [undefined, '2026-11-23T12:00:00.000Z'],
    ['2026-11-01', '2026-11-02T04:59:59.999Z'],
    ['2026-10-31', '2026-11-01T03:59:59.999Z'],
    ['2026-10-31T10:00:00+02:00', '2026-10-31T08:00:00.000Z'],
  ])('%s is %s in New York', (given, instant) => {
    expect(asOf(given, 'America/New_York', now).toISOString()).toBe(instant);
  });
});

test('a time zone is one that this machine knows', () => {
  expect(isTimeZone('America/New_York')).toBe(true);
  expect(isTimeZone('Mars/Olympus')).toBe(false);
});

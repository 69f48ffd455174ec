/** NCRONTAB against what the Functions documentation says, and the days when the clocks change. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseNcrontab } from './ncrontab.ts';
import { parseSchedule } from './timer-schedule.ts';

let zone: string | undefined;

beforeEach(() => {
  zone = process.env.TZ;
  process.env.TZ = 'UTC';
});

afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

function occurrences(expression: string, after: string, count: number): string[] {
  const next = parseNcrontab(expression);
  const found: string[] = [];
  let at = new Date(after);
  for (let i = 0; i < count; i += 1) {
    at = next(at);
    found.push(at.toISOString().replace('.000Z', ''));
  }
  return found;
}

describe('expressions', () => {
  test.each([
    ['0 */5 * * * *', '2026-03-01T10:02:03Z', ['2026-03-01T10:05:00', '2026-03-01T10:10:00']],
    ['0 0 */2 * * *', '2026-03-01T10:00:00Z', ['2026-03-01T12:00:00', '2026-03-01T14:00:00']],
    ['0 0 9-17 * * *', '2026-03-01T17:00:00Z', ['2026-03-02T09:00:00', '2026-03-02T10:00:00']],
    ['0 30 9 * * *', '2026-03-01T09:30:00Z', ['2026-03-02T09:30:00']],
    ['0 30 9 * * 1-5', '2026-03-06T12:00:00Z', ['2026-03-09T09:30:00']],
    ['0 30 9 * Jan Mon', '2026-01-27T00:00:00Z', ['2027-01-04T09:30:00']],
    ['*/15 * * * * *', '2026-03-01T10:00:59.999Z', ['2026-03-01T10:01:00', '2026-03-01T10:01:15']],
    ['5,10 0 0 1,15 * *', '2026-03-01T00:00:05Z', ['2026-03-01T00:00:10', '2026-03-15T00:00:05']],
    ['10/20 * * * * *', '2026-03-01T00:00:00Z', ['2026-03-01T00:00:10', '2026-03-01T00:00:30']],
    ['15 3 * * *', '2026-03-01T00:00:00Z', ['2026-03-01T03:15:00']],
    ['0 0 0 29 2 *', '2026-03-01T00:00:00Z', ['2028-02-29T00:00:00', '2032-02-29T00:00:00']],
    ['0 0 0 31 * *', '2026-01-31T12:00:00Z', ['2026-03-31T00:00:00', '2026-05-31T00:00:00']],
  ])('%s', (expression, after, expected) => {
    expect(occurrences(expression, after, expected.length)).toEqual(expected);
  });

  test('the day of the month and the day of the week must both match', () => {
    expect(occurrences('0 0 0 13 * 5', '2026-01-01T00:00:00Z', 2)).toEqual([
      '2026-02-13T00:00:00',
      '2026-03-13T00:00:00',
    ]);
  });

  test.each([
    '',
    '* * * *',
    '60 * * * * *',
    '* * * 0 * *',
    '* * * * * 7',
    '*/0 * * * * *',
    '@daily',
    '* * * * * L',
    '0 0 5-3 * * *',
  ])('refuses %j', (expression) => {
    expect(() => parseNcrontab(expression)).toThrow();
  });

  test('says when an expression can never occur', () => {
    expect(() => occurrences('0 0 0 30 2 *', '2026-01-01T00:00:00Z', 1)).toThrow('never occurs');
  });
});

describe('when the clocks change in New York', () => {
  beforeEach(() => {
    process.env.TZ = 'America/New_York';
  });

  test('a time in the spring gap runs once, after the gap', () => {
    expect(occurrences('0 30 2 * * *', '2026-03-07T12:00:00Z', 2)).toEqual([
      '2026-03-08T07:30:00', // 03:30 daylight time
      '2026-03-09T06:30:00',
    ]);
  });

  test('a time that the autumn repeats runs once', () => {
    expect(occurrences('0 30 1 * * *', '2026-10-31T12:00:00Z', 2)).toEqual([
      '2026-11-01T05:30:00',
      '2026-11-02T06:30:00',
    ]);
  });

  test('a host that starts in the second of two equal hours does not run it again', () => {
    expect(occurrences('0 30 1 * * *', '2026-11-01T06:10:00Z', 1)).toEqual(['2026-11-02T06:30:00']);
  });

  test('a repeating schedule keeps its pace through the repeated hour', () => {
    expect(occurrences('0 */30 * * * *', '2026-11-01T05:00:00Z', 4)).toEqual([
      '2026-11-01T05:30:00',
      '2026-11-01T06:00:00',
      '2026-11-01T06:30:00',
      '2026-11-01T07:00:00',
    ]);
  });

  test('a repeating schedule leaves out the hour that does not exist', () => {
    expect(occurrences('0 0 1-3 * * *', '2026-03-08T05:30:00Z', 2)).toEqual([
      '2026-03-08T06:00:00', // 01:00
      '2026-03-08T07:00:00', // 03:00
    ]);
  });
});

describe('schedules', () => {
  test('a TimeSpan is the time between two runs', () => {
    const schedule = parseSchedule('00:05:00');
    expect(schedule.next(new Date('2026-01-01T00:00:01Z'))).toEqual(new Date('2026-01-01T00:05:01Z'));
    expect(schedule).toMatchObject({ subMinute: false, adjustForDst: false });
  });

  test.each([
    ['*/30 * * * * *', true],
    ['00:00:30', true],
    ['0 * * * * *', false],
    ['0,20 0 3 * * *', true],
  ])('%s is more than once a minute: %s', (text, expected) => {
    expect(parseSchedule(text).subMinute).toBe(expected);
  });

  test.each(['00:00:00', '-00:05:00', 'daily'])('refuses %s', (text) => {
    expect(() => parseSchedule(text)).toThrow();
  });
});

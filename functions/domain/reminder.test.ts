import { describe, expect, test } from 'vitest';
import { addDays, type Day, day, timeIn } from './calendar.ts';
import {
  isQuiet,
  nextReminder,
  quietSecondsLeft,
  type ReminderFacts,
  requireRemindable,
} from './reminder.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const rules = { ...DEFAULT_SETTINGS.reminders, days_before: [3], days_after: [1, 7, 21] };
const facts = (change: Partial<ReminderFacts> = {}): ReminderFacts => ({
  status: 'issued',
  dueOn: day('2026-12-10'),
  issuedOn: day('2026-11-01'),
  paused: false,
  declined: false,
  disputed: false,
  paying: false,
  underPlan: false,
  reachable: true,
  sentSteps: [],
  sentCount: 0,
  lastWrittenOn: null,
  ...change,
});

describe('the next reminder', () => {
  test.each<{ rule: string; today: string; change?: Partial<ReminderFacts>; next: unknown }>([
    { rule: 'is the first step', today: '2026-12-01', next: { step: -3, on: '2026-12-07' } },
    { rule: 'is sent on its day', today: '2026-12-07', next: { step: -3, on: '2026-12-07' } },
    { rule: 'may be late by a few days', today: '2026-12-10', next: { step: -3, on: '2026-12-10' } },
    {
      rule: 'is the later of two that fall on one day',
      today: '2026-12-11',
      next: { step: 1, on: '2026-12-11' },
    },
    {
      rule: 'waits after the last message',
      today: '2026-12-11',
      change: { sentSteps: [-3], sentCount: 1, lastWrittenOn: day('2026-12-10') },
      next: { step: 1, on: '2026-12-12' },
    },
    {
      rule: 'is never one that was sent',
      today: '2026-12-12',
      change: { sentSteps: [1], sentCount: 1, lastWrittenOn: day('2026-12-11') },
      next: { step: 7, on: '2026-12-17' },
    },
    { rule: 'is not last month’s', today: '2027-06-01', next: { none: 'none_left' } },
    {
      rule: 'comes once, for the last step, when the invoice was issued two months late',
      today: '2027-02-08',
      change: { issuedOn: day('2027-02-08') },
      next: { step: 21, on: '2027-02-08' },
    },
    {
      rule: 'waits after the message with which a late invoice was sent',
      today: '2027-02-08',
      change: { issuedOn: day('2027-02-08'), lastWrittenOn: day('2027-02-08') },
      next: { step: 21, on: '2027-02-10' },
    },
    {
      rule: 'does not come again to a late invoice that was reminded once',
      today: '2027-02-11',
      change: {
        issuedOn: day('2027-02-08'),
        sentSteps: [21],
        sentCount: 1,
        lastWrittenOn: day('2027-02-08'),
      },
      next: { none: 'none_left' },
    },
    {
      rule: 'is not sent later when it could not be sent in time',
      today: '2027-02-15',
      change: { issuedOn: day('2027-02-08') },
      next: { none: 'none_left' },
    },
    {
      rule: 'ends with payment',
      today: '2026-12-07',
      change: { status: 'paid' },
      next: { none: 'nothing_owed' },
    },
    {
      rule: 'not while disputed',
      today: '2026-12-07',
      change: { disputed: true },
      next: { none: 'disputed' },
    },
    {
      rule: 'not while the money of a payment is on its way',
      today: '2026-12-07',
      change: { paying: true },
      next: { none: 'paying' },
    },
    { rule: 'not while paused', today: '2026-12-07', change: { paused: true }, next: { none: 'paused' } },
    {
      rule: 'not to who declined',
      today: '2026-12-07',
      change: { declined: true },
      next: { none: 'declined' },
    },
    {
      rule: 'not of an invoice under a payment plan',
      today: '2026-12-07',
      change: { underPlan: true },
      next: { none: 'under_plan' },
    },
    {
      rule: 'needs an address',
      today: '2026-12-07',
      change: { reachable: false },
      next: { none: 'no_address' },
    },
    {
      rule: 'stops at the most',
      today: '2026-12-11',
      change: { sentCount: 4 },
      next: { none: 'enough_sent' },
    },
  ])('$rule', ({ today, change, next }) => {
    expect(nextReminder(rules, facts(change), day(today))).toEqual(next);
  });

  test('taken day by day over a year, never exceeds the most nor the rest between two', () => {
    const sent: { step: number; on: Day }[] = [];
    for (let today = day('2026-11-01'); today < '2027-11-01'; today = addDays(today, 1)) {
      const next = nextReminder(
        rules,
        facts({
          sentSteps: sent.map(({ step }) => step),
          sentCount: sent.length,
          lastWrittenOn: sent.at(-1)?.on ?? null,
        }),
        today,
      );
      if ('on' in next && next.on === today) sent.push(next);
    }
    expect(sent).toEqual([
      { step: -3, on: '2026-12-07' },
      { step: 1, on: '2026-12-11' },
      { step: 7, on: '2026-12-17' },
      { step: 21, on: '2026-12-31' },
    ]);
  });
});

test.each([
  // The clocks go forward and back on these nights: the wall shows the time, and the wall decides.
  ['America/New_York', '2027-03-14T11:59:00Z', '2027-03-14T12:00:00Z'],
  ['America/New_York', '2027-11-07T12:59:00Z', '2027-11-07T13:00:00Z'],
  ['Europe/London', '2027-03-28T06:59:00Z', '2027-03-28T07:00:00Z'],
  ['Europe/London', '2027-10-31T07:59:00Z', '2027-10-31T08:00:00Z'],
  ['America/St_Johns', '2027-03-14T10:29:00Z', '2027-03-14T10:30:00Z'],
  ['Australia/Lord_Howe', '2027-10-02T20:59:00Z', '2027-10-02T21:00:00Z'],
  ['Asia/Kolkata', '2027-03-14T02:29:00Z', '2027-03-14T02:30:00Z'],
  ['Pacific/Kiritimati', '2027-03-13T17:59:00Z', '2027-03-13T18:00:00Z'],
])('the night ends in %s when its clock shows eight: %s is night, %s is not', (timeZone, night, morning) => {
  const rulesOfNight = { quiet_from: '20:00', quiet_to: '08:00' };
  expect(timeIn(timeZone, new Date(morning))).toBe('08:00');
  expect(isQuiet(rulesOfNight, timeIn(timeZone, new Date(night)))).toBe(true);
  expect(isQuiet(rulesOfNight, timeIn(timeZone, new Date(morning)))).toBe(false);
});

test.each([
  ['08:00', '20:00', 12 * 3600],
  ['08:00', '07:59', 60],
  ['08:00', '23:30', 8.5 * 3600],
  ['00:00', '22:00', 2 * 3600],
])('a night until %s has at %s so many seconds to go: %d', (quiet_to, time, seconds) => {
  expect(quietSecondsLeft({ quiet_to }, time)).toBe(seconds);
});

test.each([
  ['20:00', '08:00', '19:59', false],
  ['20:00', '08:00', '20:00', true],
  ['20:00', '08:00', '07:59', true],
  ['20:00', '08:00', '08:00', false],
  ['12:00', '13:00', '12:30', true],
  ['00:00', '00:00', '03:00', false],
])('from %s to %s, %s is quiet: %s', (quiet_from, quiet_to, time, quiet) => {
  expect(isQuiet({ quiet_from, quiet_to }, time)).toBe(quiet);
});

test.each<[string, Partial<ReminderFacts>]>([
  ['nothing is owed', { status: 'paid' }],
  ['the patient is paying', { paying: true }],
  ['the payment is disputed', { disputed: true }],
  ['reminders are paused', { paused: true }],
  ['the patient wants none', { declined: true }],
  ['there is no address', { reachable: false }],
])('none is sent by hand where %s', (_, change) => {
  expect(() => requireRemindable(rules, { ...facts(change), channel: 'email' })).toThrow(
    expect.objectContaining({ code: 'reminder_refused' }),
  );
});

test('one by hand goes the way of the others, however many were sent', () => {
  expect(requireRemindable(rules, { ...facts({ sentCount: 99 }), channel: 'sms' })).toBe('sms');
});

import { describe, expect, test } from 'vitest';
import { isIdle, mustEnrol, sessionEnd } from './session.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const now = new Date('2026-11-23T12:00:00Z');
const rules = { ...DEFAULT_SETTINGS.security, session_idle_minutes: 15 };

test('a browser is signed out after half a day, a program after two weeks', () => {
  expect(sessionEnd('cookie', now)).toEqual(new Date('2026-11-24T00:00:00Z'));
  expect(sessionEnd('body', now)).toEqual(new Date('2026-12-07T12:00:00Z'));
});

describe('a session is idle', () => {
  const seen = (ago: number) => new Date(now.getTime() - ago * 60_000);
  test.each([
    { delivery: 'cookie', minutes: 14.9, idle: false },
    { delivery: 'cookie', minutes: 15, idle: true },
    { delivery: 'body', minutes: 10_000, idle: false },
  ] as const)('$delivery after $minutes minutes: $idle', ({ delivery, minutes, idle }) => {
    expect(isIdle({ delivery, lastSeenAt: seen(minutes) }, now, rules)).toBe(idle);
  });
});

describe('a second factor must be set up', () => {
  test.each([
    { second_factor: 'optional', has: false, must: false },
    { second_factor: 'required', has: false, must: true },
    { second_factor: 'required', has: true, must: false },
  ] as const)('$second_factor, there is one: $has', ({ second_factor, has, must }) => {
    expect(mustEnrol(has, { ...rules, second_factor })).toBe(must);
  });
});

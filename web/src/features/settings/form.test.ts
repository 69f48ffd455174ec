import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../../functions/domain/settings.ts';
import { FIELDS, INPUTS, mistakesIn } from './form.ts';
import type { Settings } from './queries.ts';

const settings = {
  ...DEFAULT_SETTINGS,
  version: 1,
  updated_at: '2026-11-23T12:00:00Z',
} as unknown as Settings;

const there = {
  reminders: INPUTS.reminders(FIELDS.reminders(settings.reminders)),
  late_fee: INPUTS.late_fee(FIELDS.late_fee(settings.late_fee)),
  archive: INPUTS.archive(FIELDS.archive(settings.archive)),
  retention: INPUTS.retention(FIELDS.retention(settings.retention)),
  security: INPUTS.security(FIELDS.security(settings.security)),
};

describe('every part comes back from its fields as it was', () => {
  test.each(Object.keys(there) as (keyof typeof there)[])('%s', (part) => {
    expect(there[part]).toEqual(settings[part]);
    expect(mistakesIn(part, there[part]).size).toBe(0);
  });
});

test('the rate of a fee stands in its field in percent', () => {
  const fields = FIELDS.late_fee({ ...settings.late_fee, basis_points: 150 });
  expect(fields.basis_points).toBe('1.5');
  expect(INPUTS.late_fee({ ...fields, basis_points: '2,25' })).toMatchObject({ basis_points: 225 });
  expect(mistakesIn('late_fee', INPUTS.late_fee({ ...fields, basis_points: '2.255' })).size).toBe(1);
});

test('a currency whose amount is left empty has no fee', () => {
  const fields = FIELDS.late_fee({ ...settings.late_fee, other_amounts_cents: { eur: 20_00 } });
  expect(INPUTS.late_fee(fields)).toMatchObject({ other_amounts_cents: { eur: 20_00 } });
  const input = INPUTS.late_fee({
    ...fields,
    other_amounts_cents: { eur: 'empty', jpy: { text: 'abc', problem: 'unreadable' } },
  });
  expect(input).toMatchObject({ other_amounts_cents: { jpy: 'abc' } });
  expect([...mistakesIn('late_fee', input).keys()]).toEqual(['other_amounts_cents.jpy']);
});

test('days are typed as people write lists', () => {
  const fields = { ...FIELDS.reminders(settings.reminders), days_after: ' 1;7, 21 ' };
  expect(INPUTS.reminders(fields)).toMatchObject({ days_after: [1, 7, 21] });
});

describe('a mistake is told at its field', () => {
  test.each([
    ['reminders', { days_after: [1, 'seven'] }, 'days_after', 'such as 1, 7, 21'],
    ['late_fee', { basis_points: 9_000 }, 'basis_points', '0.01 to 25'],
    ['late_fee', { amount_cents: 'empty' }, 'amount_cents', 'amount of the fee'],
    ['retention', { years: { messages: 'x' } }, 'years.messages', '1 to 100'],
    ['security', { session_idle_minutes: 4 }, 'session_idle_minutes', '5 to 60'],
    ['security', { clerk_credit_note_cents: 'empty' }, 'clerk_credit_note_cents', 'most that clerks credit'],
    ['security', { credit_payout_approval_cents: 'empty' }, 'credit_payout_approval_cents', 'pays out alone'],
  ] as const)('%s %o', (part, input, field, text) => {
    expect(mistakesIn(part, input).get(field)).toContain(text);
  });
});

import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../../functions/domain/settings.ts';
import { checkForm } from '../../shared/inputs/contract-form.ts';
import { FIELDS, type Fields, INPUTS, rulesOf, schemaOf } from './form.ts';
import type { Part, Settings } from './queries.ts';

const settings = {
  ...DEFAULT_SETTINGS,
  version: 1,
  updated_at: '2026-11-23T12:00:00Z',
} as unknown as Settings;

const fields = {
  reminders: FIELDS.reminders(settings.reminders),
  late_fee: FIELDS.late_fee(settings.late_fee),
  archive: FIELDS.archive(settings.archive),
  retention: FIELDS.retention(settings.retention),
  security: FIELDS.security(settings.security),
  payment_plans: FIELDS.payment_plans(settings.payment_plans),
  refunds: FIELDS.refunds(settings.refunds),
};

/** What is wrong with a part when some of its fields are changed. */
const mistakes = <P extends Part>(part: P, change: Partial<Fields<P>> = {}) =>
  checkForm(schemaOf(part), { ...fields[part], ...change } as Fields<P>, rulesOf(part)).messages;

const there = {
  reminders: INPUTS.reminders(fields.reminders),
  late_fee: INPUTS.late_fee(fields.late_fee),
  archive: INPUTS.archive(fields.archive),
  retention: INPUTS.retention(fields.retention),
  security: INPUTS.security(fields.security),
  payment_plans: INPUTS.payment_plans(fields.payment_plans),
  refunds: INPUTS.refunds(fields.refunds),
};

describe('every part comes back from its fields as it was', () => {
  test.each(Object.keys(there) as (keyof typeof there)[])('%s', (part) => {
    expect(there[part]).toEqual(settings[part]);
    expect(mistakes(part).size).toBe(0);
  });
});

test('the rate of a fee stands in its field in percent', () => {
  const fee = FIELDS.late_fee({ ...settings.late_fee, basis_points: 150 });
  expect(fee.basis_points).toBe('1.5');
  expect(INPUTS.late_fee({ ...fee, basis_points: '2,25' })).toMatchObject({ basis_points: 225 });
  expect(mistakes('late_fee', { basis_points: '2.255' }).size).toBe(1);
});

test('a currency whose amount is left empty has no fee', () => {
  const fee = FIELDS.late_fee({ ...settings.late_fee, other_amounts_cents: { eur: 20_00 } });
  expect(INPUTS.late_fee(fee)).toMatchObject({ other_amounts_cents: { eur: 20_00 } });
  const amounts: Fields<'late_fee'>['other_amounts_cents'] = {
    ...fee.other_amounts_cents,
    eur: 'empty',
    jpy: { text: 'abc', problem: 'unreadable' },
  };
  const input = INPUTS.late_fee({ ...fee, other_amounts_cents: amounts });
  expect(input).toMatchObject({ other_amounts_cents: { jpy: 'abc' } });
  expect([...mistakes('late_fee', { other_amounts_cents: amounts }).keys()]).toEqual([
    'other_amounts_cents.jpy',
  ]);
});

test('days are typed as people write lists', () => {
  expect(INPUTS.reminders({ ...fields.reminders, days_after: ' 1;7, 21 ' })).toMatchObject({
    days_after: [1, 7, 21],
  });
});

describe('a mistake is reported at its field', () => {
  const years = { ...fields.retention.years, messages: 'x' };
  const none = 'empty' as const;
  test.each([
    ['days_after', mistakes('reminders', { days_after: '1, seven' }), 'such as 1, 7, 21'],
    ['basis_points', mistakes('late_fee', { basis_points: '90' }), '0.01 to 25'],
    ['amount_cents', mistakes('late_fee', { amount_cents: none }), 'amount of the fee'],
    ['years.messages', mistakes('retention', { years }), '1 to 100'],
    ['session_idle_minutes', mistakes('security', { session_idle_minutes: '4' }), '5 to 60'],
    ['clerk_credit_note_cents', mistakes('security', { clerk_credit_note_cents: none }), 'clerks credit'],
    [
      'credit_payout_approval_cents',
      mistakes('security', { credit_payout_approval_cents: none }),
      'pays out alone',
    ],
  ] as const)('%s', (field, found, text) => {
    expect([...found.keys()]).toEqual([field]);
    expect(found.get(field)).toContain(text);
  });
});

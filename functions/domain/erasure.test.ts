import { describe, expect, test } from 'vitest';
import { day } from './calendar.ts';
import { requireErasable } from './erasure.ts';
import { Refusal } from './refusal.ts';

const quiet = { erased: false, moneyOpen: false, matterOpen: false, lastActivityOn: day('2019-11-23') };
const rules = {
  today: day('2026-11-23'),
  keptYears: 7 as number | null,
  onHold: false,
  overrideReason: undefined,
};

function verdict(
  standing: Partial<typeof quiet>,
  more: Partial<Parameters<typeof requireErasable>[1]> = {},
): string {
  try {
    requireErasable({ ...quiet, ...standing }, { ...rules, ...more });
    return 'erased';
  } catch (error) {
    return error instanceof Refusal ? error.code : 'fault';
  }
}

describe('a patient is erased', () => {
  test.each([
    { rule: 'when the years are over, to the day', verdict: verdict({}), is: 'erased' },
    {
      rule: 'when nothing was ever billed',
      verdict: verdict({ lastActivityOn: null as never }),
      is: 'erased',
    },
    {
      rule: 'not one day before',
      verdict: verdict({ lastActivityOn: day('2019-11-24') }),
      is: 'retention_not_over',
    },
    {
      rule: 'not while the rule is to keep them for ever',
      verdict: verdict({ lastActivityOn: day('1990-01-01') }, { keptYears: null }),
      is: 'retention_not_over',
    },
    {
      rule: 'before, when an admin gives a reason',
      verdict: verdict({ lastActivityOn: day('2026-01-01') }, { overrideReason: 'a court order' }),
      is: 'erased',
    },
    {
      rule: 'not while money is owed, whatever the reason',
      verdict: verdict({ moneyOpen: true }, { overrideReason: 'x' }),
      is: 'money_open',
    },
    {
      rule: 'not while a refund is on its way',
      verdict: verdict({ matterOpen: true }, { overrideReason: 'x' }),
      is: 'matter_open',
    },
    {
      rule: 'not while the records are on hold',
      verdict: verdict({}, { onHold: true, overrideReason: 'x' }),
      is: 'on_hold',
    },
    { rule: 'once', verdict: verdict({ erased: true }), is: 'patient_erased' },
  ])('$rule', ({ verdict: given, is }) => {
    expect(given).toBe(is);
  });
});

import { describe, expect, test } from 'vitest';
import { ACTIONS, type Action, may } from './access.ts';

test('an admin may do everything', () => {
  expect(ACTIONS.filter((action) => !may('admin', action))).toEqual([]);
});

describe('a clerk', () => {
  test.each<[Action, boolean]>([
    ['invoices.write', true],
    ['payments.record', true],
    ['refunds.request', true],
    ['credit_notes.create', true],
    ['credits.apply', true],
    ['payments.reverse', false],
    ['refunds.decide', false],
    ['write_offs.create', false],
    ['credits.pay_out', false],
    ['patients.erase', false],
    ['stripe_events.replay', false],
    ['staff.manage', false],
    ['settings.manage', false],
  ])('%s: %s', (action, allowed) => {
    expect(may('billing_clerk', action)).toBe(allowed);
  });
});

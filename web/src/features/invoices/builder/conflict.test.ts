import { expect, test } from 'vitest';
import { isolate } from '../../../../../functions/domain/bidirectional-text.ts';
import type { Day } from '../../../../../functions/domain/calendar.ts';
import { conflictText, differingFields, merged } from './conflict.ts';
import { EMPTY_ITEM, newValues } from './form.ts';

const base = { ...newValues('usd', '2026-11-01' as Day), patient_id: 'p', patient_name: 'Ana' };
const mine = {
  ...base,
  notes: 'mine',
  items: [{ ...EMPTY_ITEM, description: 'Visit', unit_price_cents: 5_00 }],
};
const theirs = { ...base, notes: 'theirs', due_date: '2027-01-01' };

test('only the fields that are not the same are asked about', () => {
  expect(differingFields(mine, theirs)).toEqual(['due_date', 'items', 'notes']);
  expect(differingFields(mine, mine)).toEqual([]);
});

test('each field is kept as it was chosen, and everything else is theirs', () => {
  expect(merged(mine, theirs, ['items'])).toEqual({ ...theirs, items: mine.items });
  expect(merged(mine, theirs, [])).toEqual(theirs);
});

test('a field reads as people compare it', () => {
  expect(conflictText(mine, 'items')).toBe(`1 × ${isolate('Visit')}, $5.00`);
  expect(conflictText(theirs, 'due_date')).toBe('Jan 1, 2027');
  expect(conflictText(base, 'notes')).toBe('None');
});

import { expect, test } from 'vitest';
import { readIn } from './reads.ts';

test('a filter is said in words, without what was typed about a person', () => {
  const details = {
    operation: 'invoices-list',
    filter: {
      patient_id: 'p-1',
      status: 'partially_paid',
      query: '(7 characters)',
      cursor: 'WyI',
      limit: 25,
    },
    ids: ['a', 'b'],
  };
  expect(readIn('read_invoice', details)).toEqual({
    filter: [
      'Patient: p-1',
      'Status: partially paid',
      'Search text: not kept, 7 characters long',
      'Page: a later one',
      'At most: 25',
    ],
    ids: ['a', 'b'],
  });
});

test('one record that was opened has neither, and a change is no reading', () => {
  expect(readIn('read_patient', { operation: 'patients-get' })).toEqual({ filter: [], ids: [] });
  expect(readIn('issue_invoice', { ids: ['a'] })).toBeUndefined();
});

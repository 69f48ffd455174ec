/** Which saved view an address shows. */
import { expect, test } from 'vitest';
import { viewShowing, withViews } from './saved-views.ts';

const view = {
  id: 'v',
  list: 'invoices' as const,
  name: 'Late in May',
  filters: { status: 'overdue', from: '2026-05-01' },
};

test('a view is shown when its filters are all that is filtered by, in any order', () => {
  expect(viewShowing([view], { from: '2026-05-01', status: 'overdue', to: undefined })).toBe(view);
  expect(viewShowing([view], { from: '2026-05-01', status: 'overdue', to: '2026-05-31' })).toBeUndefined();
  expect(viewShowing([view], { status: 'overdue' })).toBeUndefined();
});

test('views stand after the tabs of the list', () => {
  expect(withViews([{ id: 'all', label: 'All' }], [view]).map(({ label }) => label)).toEqual([
    'All',
    'Late in May',
  ]);
});

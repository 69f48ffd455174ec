import { expect, test } from 'vitest';
import { changesIn } from './changes.ts';

test.each([
  { details: { reason: 'x' }, changes: [] },
  {
    details: { before: 'clerk', after: 'admin' },
    changes: [{ field: 'value', before: 'clerk', after: 'admin' }],
  },
  {
    details: { before: { a: 1, b: [1], c: 2 }, after: { a: 1, b: [2], d: 3 } },
    changes: [
      { field: 'b', before: [1], after: [2] },
      { field: 'c', before: 2, after: undefined },
      { field: 'd', before: undefined, after: 3 },
    ],
  },
  {
    details: {
      late_fee: { before: { enabled: false, kind: 'fixed' }, after: { enabled: true, kind: 'fixed' } },
    },
    changes: [{ field: 'late_fee.enabled', before: false, after: true }],
  },
])('$details', ({ details, changes }) => {
  expect(changesIn(details)).toEqual(changes);
});

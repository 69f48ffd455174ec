import { expect, test } from 'vitest';
import { fillIn } from './fill-in.ts';

test.each(['A$$ & Sons', "$& $1 $` $'", '{number} {clinic}', '$<name>'])(
  '%j is put in as it is',
  (clinic) => {
    expect(fillIn('{clinic} sent {number} to {unknown}', { clinic, number: '7' })).toBe(
      `${clinic} sent 7 to {unknown}`,
    );
  },
);

import { expect, test } from 'vitest';
import { codeInAddress } from './setup-link.ts';

test.each([
  ['#code=8pac-3jab-x788-6rew', '8pac-3jab-x788-6rew'],
  ['#other=1', ''],
  ['', ''],
])('%s gives the code "%s"', (hash, code) => {
  expect(codeInAddress(hash)).toBe(code);
});

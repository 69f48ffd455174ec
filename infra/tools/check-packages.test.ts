import { expect, test } from 'vitest';
import { verdictOf } from './check-packages.ts';

const report = (high: number) =>
  JSON.stringify({
    metadata: { vulnerabilities: { info: 0, low: 1, moderate: 0, high, critical: 0, total: 1 + high } },
  });

test('a high hole fails, a low one does not', () => {
  expect(verdictOf(report(1)).failed).toBe(true);
  expect(verdictOf(report(0)).failed).toBe(false);
});

test.each(['', '{"error":{"code":"ENOAUDIT"}}', '<html>'])(
  'a registry that answers %j is told as not checked',
  (output) => {
    expect(verdictOf(output)).toMatchObject({ failed: false, text: expect.stringContaining('NOT CHECKED') });
  },
);

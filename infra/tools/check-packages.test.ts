import { expect, test } from 'vitest';
import { verdictOf } from './check-packages.ts';

const report = (high: number) =>
  JSON.stringify({
    metadata: { vulnerabilities: { info: 0, low: 1, moderate: 0, high, critical: 0, total: 1 + high } },
  });

test('S78: a high hole fails, a low one does not', () => {
  expect(verdictOf(report(1)).failed).toBe(true);
  expect(verdictOf(report(0)).failed).toBe(false);
});

test.each(['', '{"error":{"code":"ENOAUDIT"}}', '<html>'])(
  'a registry that answers %j is reported as not checked',
  (output) => {
    expect(verdictOf(output)).toMatchObject({ failed: false, text: expect.stringContaining('NOT CHECKED') });
  },
);

test('a refusal of the registry is reported with the request and its answer', () => {
  const uri = 'https://registry.example/-/npm/v1/security/advisories/bulk';
  expect(verdictOf(JSON.stringify({ statusCode: 405, method: 'POST', uri })).text).toContain(
    'NOT CHECKED: the registry answers 405 to POST /-/npm/v1/security/advisories/bulk.',
  );
});

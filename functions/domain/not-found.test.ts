import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireFound, requireNamed } from './not-found.ts';

test('what is there is given, and what is not is refused with its own code', () => {
  expect(requireFound(0, 'invoice')).toBe(0);
  expect(() => requireFound(undefined, 'invoice')).toThrow(
    expect.objectContaining({
      kind: 'missing',
      code: 'invoice_unknown',
      message: 'Invoice not found.',
    }),
  );
  expect(() => requireNamed(undefined, 'patient', 'patient_id')).toThrow(
    expect.objectContaining({
      kind: 'invalid',
      fields: [{ path: 'patient_id', code: 'patient_unknown', message: 'Patient not found.' }],
    }),
  );
});

test('the sentences stand in one place', () => {
  const functions = join(import.meta.dirname, '..');
  const others = readdirSync(functions, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'domain/not-found.ts')
    .filter((file) => readFileSync(join(functions, file), 'utf8').includes(' not found.'));
  expect(others).toEqual([]);
});

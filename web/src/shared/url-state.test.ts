import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { readUrlState, writeUrlState } from './url-state.ts';

const schema = z.object({
  status: z.enum(['paid', 'overdue']).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  query: z.string().max(10).optional(),
});

describe('the state in the address', () => {
  test('is read by the schema, with defaults', () => {
    expect(readUrlState(schema, new URLSearchParams('status=paid&limit=50'))).toEqual({
      status: 'paid',
      limit: 50,
    });
    expect(readUrlState(schema, new URLSearchParams())).toEqual({ limit: 25 });
  });

  test('a value that does not fit counts as not given and spoils no other', () => {
    const params = new URLSearchParams('status=stolen&limit=9999&query=ana&query=bob');
    expect(readUrlState(schema, params)).toEqual({ limit: 25, query: 'ana' });
  });

  test('is changed without touching the rest', () => {
    const next = writeUrlState(new URLSearchParams('status=paid&limit=50&x=1'), {
      status: undefined,
      query: 'a b',
    });
    expect(next.toString()).toBe('limit=50&x=1&query=a+b');
  });
});

import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { forgetWords } from '../text/private-words.ts';
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
    const params = new URLSearchParams('status=stolen&limit=9999&query=7');
    expect(readUrlState(schema, params)).toEqual({ limit: 25 });
  });

  test('is changed without touching the rest', () => {
    const next = writeUrlState(new URLSearchParams('status=paid&x=1'), { status: undefined, limit: '50' });
    expect(next.toString()).toBe('x=1&limit=50');
  });

  test('words that were typed are not in it, and are found again from it until they are forgotten', () => {
    const next = writeUrlState(new URLSearchParams('limit=50'), { query: 'Ana B' });
    expect(next.toString()).toMatch(/^limit=50&query=\d+$/);
    expect(readUrlState(schema, next)).toEqual({ limit: 50, query: 'Ana B' });
    expect(writeUrlState(new URLSearchParams('limit=50'), { query: 'Ana B' }).toString()).toBe(
      next.toString(),
    );
    expect(readUrlState(schema, new URLSearchParams('query=Ana+B'))).toEqual({ limit: 25 });
    forgetWords();
    expect(readUrlState(schema, next)).toEqual({ limit: 50 });
  });
});

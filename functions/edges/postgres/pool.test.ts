import { expect, test } from 'vitest';
import { Refusal } from '../../domain/refusal.ts';
import { firstRow } from './first-row.ts';
import { isConnectionDead, isOutage, translated } from './pool.ts';

const failed = (code: string): Error => Object.assign(new Error('The statement failed.'), { code });

test.each(['22P02', '22007', '22008', '23505', '08P01'])('SQLSTATE %s stays an error of ours', (code) => {
  const error = failed(code);
  expect(translated(error)).toBe(error);
  expect(isOutage(error)).toBe(code === '08P01');
});

test.each(['08006', '57P01', 'ECONNREFUSED'])('%s says that the database is away', (code) => {
  expect(translated(failed(code))).toBeInstanceOf(Refusal);
});

test.each([
  ['no connection became free in time', new Error('timeout exceeded when trying to connect')],
  ['PostgreSQL has no connection left', failed('53300')],
])('%s: the server is busy, and the database is well', (_, error) => {
  const refusal = translated(error);
  expect(refusal).toMatchObject({ kind: 'unavailable', code: 'server_busy', retryAfterSeconds: 2 });
  expect(isConnectionDead(refusal)).toBe(false);
});

test('a statement that must give a row and gives none is a broken invariant', () => {
  expect(firstRow([{ id: 'a' }], 'a row is added')).toEqual({ id: 'a' });
  expect(() => firstRow([], 'a row is added')).toThrow('Broken invariant: a row is added');
});

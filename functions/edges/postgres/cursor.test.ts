import { describe, expect, test } from 'vitest';
import { Refusal } from '../../domain/refusal.ts';
import { type CursorKind, pageOf, readCursor } from './cursor.ts';

const ID = '6f1c1a34-6a56-4a53-9ad5-5b4bd4d3f5f5';
const AT = '2026-11-23 01:14:30.123456+00';
const cursorOf = (values: unknown) => Buffer.from(JSON.stringify(values)).toString('base64url');
const read = (values: unknown, kinds: CursorKind[]) =>
  readCursor({ limit: 5, cursor: cursorOf(values) }, kinds);

test('a page gives the cursor with which the next one begins', () => {
  const { data, next_cursor: cursor } = pageOf(
    [
      { at: AT, id: ID },
      { at: AT, id: ID },
    ],
    1,
    (row) => [row.at, row.id],
  );
  expect(data).toHaveLength(1);
  expect(readCursor({ limit: 1, cursor: cursor ?? '' }, ['instant', 'uuid'])).toEqual([AT, ID]);
});

describe('a cursor is refused that', () => {
  test.each<[string, unknown, CursorKind[]]>([
    ['is too short', [AT], ['instant', 'uuid']],
    ['is too long', [AT, ID, 1], ['instant', 'uuid']],
    ['holds a text for an instant', ['yesterday', ID], ['instant', 'uuid']],
    ['holds a month that is none', ['2026-13-23 01:14:30+00', ID], ['instant', 'uuid']],
    ['holds a day that the month has not', ['2026-02-30 01:14:30+00', ID], ['instant', 'uuid']],
    ['holds an hour that no day has', ['2026-02-28 24:00:00+00', ID], ['instant', 'uuid']],
    ['holds a text for an id', [AT, 'x'], ['instant', 'uuid']],
    ['holds a text for a number', ['1'], ['whole']],
    ['holds a number that is not whole', [1.5], ['whole']],
    ['holds a number beyond all', [1e300], ['whole']],
    ['holds half a character', ['\ud800', ID], ['text', 'uuid']],
    ['holds a year before all', ['0001-01-01 00:00:00+00', ID], ['instant', 'uuid']],
    ['holds a year after all', ['9999-12-31 23:59:59+00', ID], ['instant', 'uuid']],
    ['holds a zone that is none', ['2026-11-23 01:14:30+99', ID], ['instant', 'uuid']],
    ['is no list', { a: 1 }, ['whole']],
  ])('%s', (_, values, kinds) => {
    expect(() => read(values, kinds)).toThrow(Refusal);
  });
});

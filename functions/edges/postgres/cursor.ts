/** Keyset pages: a cursor holds the sort values of the last row, so that page 1,000 costs what page 1 costs. */
import * as z from 'zod';
import type { Page, PageOf } from '../../capabilities/ports.ts';
import { refuseField } from '../../domain/refusal.ts';

const cursorValues = z.array(z.union([z.string().max(300), z.int()])).max(4);

/** The values a cursor holds, or nothing on the first page. Refuses a cursor that is not one of ours. */
export function readCursor(page: Page, length: number): (string | number)[] | undefined {
  if (page.cursor === undefined) return undefined;
  try {
    const values = cursorValues.parse(JSON.parse(Buffer.from(page.cursor, 'base64url').toString('utf8')));
    if (values.length === length) return values;
  } catch {
    // Falls through to the refusal: whatever is wrong with it, it is not a cursor.
  }
  return refuseField('cursor', 'cursor_invalid', 'The cursor is not one that a list gave.');
}

/** Cuts the row that was read beyond the page, and says where to go on. */
export function pageOf<T>(rows: T[], limit: number, keys: (row: T) => (string | number)[]): PageOf<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data, next_cursor: more ? Buffer.from(JSON.stringify(keys(last))).toString('base64url') : null };
}

/** Keyset pages: a cursor holds the sort values of the last row, so that page 1,000 costs what page 1 costs. */
import * as z from 'zod';
import type { Page, PageOf } from '../../capabilities/ports/common.ts';
import { refuseField } from '../../domain/refusal.ts';
import { isUuid } from '../../domain/uuid.ts';

/** More than any key of a list: a longer text is not one of ours. */
const MAX_CHARACTERS = 300;

const cursorValues = z.array(z.union([z.string().max(MAX_CHARACTERS), z.int()])).max(4);

/** What a value of a cursor must be. Checked here, because the database would write what it cannot read into its log. */
const KINDS = {
  text: (value) => typeof value === 'string' && value.isWellFormed() && !value.includes('\0'),
  whole: (value) => typeof value === 'number',
  uuid: (value) => typeof value === 'string' && isUuid(value),
  instant: (value) =>
    typeof value === 'string' &&
    INSTANT.test(value) &&
    value >= '1900' &&
    value < '2200' &&
    isWallTime(value.slice(0, 19).replace(' ', 'T')),
} satisfies Record<string, (value: string | number) => boolean>;
/** As PostgreSQL writes it: `2026-11-23 01:14:30.123456+00`. */
const INSTANT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-](0\d|1[0-4])(:[0-5]\d)?$/;

/** Whether the calendar has this day and the day this time: the parser of JavaScript takes February 30 for March 2. */
function isWallTime(text: string): boolean {
  const at = Date.parse(`${text}Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

export type CursorKind = keyof typeof KINDS;

/** The values a cursor holds, or nothing on the first page. Refuses a cursor that is not one of ours. */
export function readCursor(page: Page, kinds: readonly CursorKind[]): (string | number)[] | undefined {
  if (page.cursor === undefined) return undefined;
  try {
    const values = cursorValues.parse(JSON.parse(Buffer.from(page.cursor, 'base64url').toString('utf8')));
    const good = kinds.every((kind, index) => {
      const value = values[index];
      return value !== undefined && KINDS[kind](value);
    });
    if (good && values.length === kinds.length) return values;
  } catch {
    // Falls through to the refusal: whatever is wrong with it, it is not a cursor.
  }
  return invalidCursor();
}

export const invalidCursor = (): never => refuseField('cursor', 'cursor_invalid', 'Invalid cursor.');

/** Cuts the row that was read beyond the page, and says where to go on. */
export function pageOf<T>(rows: T[], limit: number, keys: (row: T) => (string | number)[]): PageOf<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data, next_cursor: more ? cursorOf(keys(last)) : null };
}

/** The cursor that holds these values. */
export const cursorOf = (keys: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(keys)).toString('base64url');

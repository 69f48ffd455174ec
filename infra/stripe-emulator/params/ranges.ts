/** Filters by time: an exact second, or bounds as `created[gte]`. */
import type { Filter } from '../state/store.ts';
import { integer, object, optional, type Read } from './read.ts';

export type Range = { equal?: number | undefined; gt?: number | undefined; gte?: number | undefined } & {
  lt?: number | undefined;
  lte?: number | undefined;
};

const bound = optional(integer(0));
const bounds = object({ gt: bound, gte: bound, lt: bound, lte: bound });

export const range: Read<Range | undefined> = (value, path) => {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? { equal: integer(0)(value, path) } : bounds(value, path);
};

const OPERATORS = { equal: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** Conditions on fields of the stored JSON; undefined values do not filter. */
export function where(
  equal: Record<string, string | number | boolean | undefined>,
  ranges: Record<string, Range | undefined> = {},
): Filter {
  const filter: Filter = { sql: '1', values: [] };
  for (const [field, value] of Object.entries(equal)) {
    if (value !== undefined) add(filter, field, '=', typeof value === 'boolean' ? Number(value) : value);
  }
  for (const [field, given] of Object.entries(ranges)) {
    for (const [name, operator] of Object.entries(OPERATORS)) {
      const value = given?.[name as keyof Range];
      if (value !== undefined) add(filter, field, operator, value);
    }
  }
  return filter;
}

function add(filter: Filter, field: string, operator: string, value: string | number): void {
  filter.sql += ` AND json_extract(data, '$.${field}') ${operator} ?`;
  filter.values.push(value);
}

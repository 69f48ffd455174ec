/** What an audit entry says was before and after. */

export type Changed = { field: string; before: unknown; after: unknown };

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields that differ: of the whole entry, or of each part of it that describes a change. */
export function changesIn(details: Fields): Changed[] {
  if ('before' in details || 'after' in details) return differences(details, '');
  return Object.entries(details).flatMap(([part, value]) =>
    isObject(value) && 'before' in value && 'after' in value ? differences(value, part) : [],
  );
}

function differences({ before, after }: Fields, part: string): Changed[] {
  const inside = (field: string): string => (part === '' ? field : `${part}.${field}`);
  if (!isObject(before) || !isObject(after)) return [{ field: part || 'value', before, after }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((field) => ({ field: inside(field), before: before[field], after: after[field] }))
    .filter((each) => JSON.stringify(each.before) !== JSON.stringify(each.after));
}

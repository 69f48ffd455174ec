/** Saved views: which lists have them, and how many one person names. */

export const VIEW_LISTS = ['invoices', 'payments'] as const;
export type ViewList = (typeof VIEW_LISTS)[number];

/** The most views of one list that a member of staff has. */
export const SAVED_VIEWS_MAX = 10;

/** The first free place among those taken; undefined when none is left. */
export function freePosition(taken: readonly number[]): number | undefined {
  const all = Array.from({ length: SAVED_VIEWS_MAX }, (_, index) => index + 1);
  return all.find((position) => !taken.includes(position));
}

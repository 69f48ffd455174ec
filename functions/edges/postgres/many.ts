/** Statements for many items at once: a store sends the same statement for one item as for a hundred. */
import type { Query } from './pool.ts';

/** What a statement does for many items; the results are in the order of the items. */
export type Many<Item, Result> = (query: Query, items: readonly Item[]) => Promise<Result[]>;

/** The result of the only item. */
export async function single<Item, Result>(
  many: Many<Item, Result>,
  query: Query,
  item: Item,
): Promise<Result> {
  const [result] = await many(query, [item]);
  return result as Result;
}

/** A statement whose items need no result. */
export const nothing = <Item>(items: readonly Item[]): undefined[] => items.map(() => undefined);

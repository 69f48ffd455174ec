/** What waits at the same time is taken together: one statement, one commit and one round trip for many requests. */
import DataLoader from 'dataloader';
import { isOutage } from './pool.ts';

/** Items of one statement. */
const MOST = 100;
/** Statements of one kind that are at the database at the same time; what comes meanwhile is gathered for the next. */
const AT_ONCE = 2;

/**
 * A function for one item by way of a function for many, which answers in the order of its items. An item that meets no
 * other goes alone and at once. When a statement is refused for what is in it, its items are run one by one, so that one
 * bad item harms no other; when the database is away, all of them fail with that.
 */
export function coalesced<Item, Result>(
  runMany: (items: readonly Item[]) => Promise<Result[]>,
): (item: Item) => Promise<Result> {
  let running = 0;
  const waiting: (() => void)[] = [];
  const start = (dispatch: () => void): void => {
    if (running < AT_ONCE) {
      running++;
      dispatch();
    } else {
      waiting.push(dispatch);
    }
  };
  const ended = (): void => {
    running--;
    const next = waiting.shift();
    if (next) start(next);
  };
  const loader = new DataLoader<Item, Result>(
    async (items) => {
      try {
        return await runMany(items);
      } catch (error) {
        if (items.length === 1 || isOutage(error)) throw error;
        return await Promise.all(items.map((item) => alone(runMany, item)));
      } finally {
        ended();
      }
    },
    {
      cache: false,
      maxBatchSize: MOST,
      batchScheduleFn: (dispatch) => queueMicrotask(() => start(dispatch)),
    },
  );
  return (item) => loader.load(item);
}

/** The result of one item, or its own error. */
async function alone<Item, Result>(
  runMany: (items: readonly Item[]) => Promise<Result[]>,
  item: Item,
): Promise<Result | Error> {
  try {
    const [result] = await runMany([item]);
    return result as Result;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

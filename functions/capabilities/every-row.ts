/** Reads a list to its end, page by page. */
import type { Page, PageOf } from './ports/common.ts';

const PAGE = 500;

/** Every row of a list in its order, read while it is used: a long list is never held as a whole. */
export async function* everyRow<Row>(
  list: (page: Page) => Promise<PageOf<Row>>,
  limit = PAGE,
): AsyncGenerator<Row> {
  let cursor: string | undefined;
  do {
    const page = await list({ limit, cursor });
    yield* page.data;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

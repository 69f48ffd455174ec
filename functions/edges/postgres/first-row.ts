/** The row that a statement must give, such as `insert … returning`. */
import { must } from '../../domain/refusal.ts';

/** The only row. Throws when there is none: the statement did not do `what`, which is our fault. */
export function firstRow<Row>([row]: readonly Row[], what: string): Row {
  must(row !== undefined, what);
  return row;
}

/** Which transactions of the ledger count at an instant: the first two parameters of a statement. */
import type { Instant } from '../../capabilities/ports/common.ts';

/** Had happened by the instant `$1`, and was known by `$2` when that is given. */
export const HAPPENED = 't.occurred_at <= $1 and ($2::timestamptz is null or t.recorded_at <= $2)';
export const given = ({ asOf, knownAt }: Instant): [Date, Date | null] => [asOf, knownAt ?? null];

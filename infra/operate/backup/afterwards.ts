/** What a restored database must know before someone works with it: which numbers may be out there, and who is signed in. */
import { NUMBERED_DOCUMENTS, numberingMonth } from '../../../functions/domain/numbering.ts';
import { withClient } from '../../local/postgres/roles.ts';

export type SetAside = { kind: string; month: string; first: number; last: number };

/**
 * Between the backup and now, documents may have got numbers that patients hold and that the database has forgotten. So
 * many places of each series are set aside, in every month that began or went on since, and are never given again.
 */
export async function setNumbersAside(
  ownerUrl: string,
  options: { snapshotAt: Date; now: Date; timeZone: string; count: number },
): Promise<SetAside[]> {
  if (options.count === 0) return [];
  const reason = `Restored from the backup of ${options.snapshotAt.toISOString()}: may have been given since.`;
  return withClient(ownerUrl, async (client) => {
    await client.query('begin');
    const aside: SetAside[] = [];
    for (const month of monthsBetween(options)) {
      for (const kind of NUMBERED_DOCUMENTS) {
        const { rows } = await client.query<SetAside>(
          `insert into numbers_set_aside (kind, month, first, last, reason)
           select $1, $2, place, place + $3 - 1, $4 from next_place($1, $2,
             coalesce((select last from number_series where kind = $1 and month = $2), 0)) as place
           returning kind, month, first, last`,
          [kind, month, options.count, reason],
        );
        aside.push(...rows);
      }
    }
    await client.query('commit');
    return aside;
  });
}

/** Sessions that were ended since the backup live again in it: all are ended, and everybody signs in anew. */
export async function endSessions(ownerUrl: string): Promise<number> {
  return withClient(ownerUrl, async (client) => {
    const { rowCount } = await client.query(
      `update sessions set revoked_at = now(), revoked_because = 'restored' where revoked_at is null`,
    );
    return rowCount ?? 0;
  });
}

function monthsBetween({
  snapshotAt,
  now,
  timeZone,
}: {
  snapshotAt: Date;
  now: Date;
  timeZone: string;
}): string[] {
  const last = numberingMonth(now, timeZone);
  const months = [numberingMonth(snapshotAt, timeZone)];
  for (let month = months[0] ?? last; month < last; months.push(month)) month = following(month);
  return months;
}

/** `202612` → `202701` */
const following = (month: string): string =>
  month.endsWith('12') ? `${Number(month.slice(0, 4)) + 1}01` : String(Number(month) + 1);

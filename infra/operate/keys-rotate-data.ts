/**
 * `npm run keys:rotate-data`: brings everything that is under an old key of the ring under its active one, beside the
 * running system. Small keys are wrapped anew; what the patients' own keys cover is not touched.
 */
import pg from 'pg';
import { createEncryption, type Encryption } from '../../functions/edges/security/encryption.ts';
import { runningSystem } from './running-system.ts';

const PAGE = 500;

type Place = { table: string; column: string; purpose: string; key: string; where?: string };

/** Everything that is sealed under the ring itself. */
const PLACES: readonly Place[] = [
  { table: 'patients', column: 'data_key', purpose: 'data-key', key: 'id::text' },
  { table: 'staff', column: 'totp_secret', purpose: 'staff.totp_secret', key: 'id::text' },
  {
    table: 'stripe_events',
    column: 'payload',
    purpose: 'stripe_event.payload',
    key: 'id',
    where: 'patient_id is null',
  },
  {
    table: 'idempotency_keys',
    column: 'reply',
    purpose: 'idempotency.reply',
    key: "caller || ' ' || operation || ' ' || key",
  },
];

/** A ring as the setting DATA_KEYS spells it, the active key first. */
export function ringOf(text: string): { active: string; keys: Map<string, Buffer> } {
  const keys = new Map(
    text.split(',').map((entry): [string, Buffer] => {
      const [id = '', key = ''] = entry.split(':');
      return [id.trim(), Buffer.from(key, 'base64')];
    }),
  );
  const [active = ''] = keys.keys();
  return { active, keys };
}

/** Wraps anew; how many rows of each table were. Runs again without harm, and finds what was added meanwhile. */
export async function rewrapAll(
  database: pg.ClientBase,
  encryption: Encryption,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const place of PLACES)
    counts[`${place.table}.${place.column}`] = await rewrap(database, encryption, place);
  return counts;
}

/** How many values are still under another key than the active one; changes nothing. */
export async function countUnderOldKeys(database: pg.ClientBase, encryption: Encryption): Promise<number> {
  let count = 0;
  for (const place of PLACES) count += await rewrap(database, encryption, place, false);
  return count;
}

async function rewrap(
  database: pg.ClientBase,
  encryption: Encryption,
  place: Place,
  write = true,
): Promise<number> {
  const { table, column, purpose, key, where = 'true' } = place;
  let count = 0;
  for (let after = ''; ; ) {
    const { rows } = await database.query<{ key: string; sealed: Buffer }>(
      `select ${key} as key, ${column} as sealed from ${table}
       where ${column} is not null and ${where} and ${key} > $1 order by 1 limit $2`,
      [after, PAGE],
    );
    for (const row of rows) {
      const sealed = encryption.rewrap(row.sealed, purpose);
      if (!sealed) continue;
      if (!write) {
        count++;
        continue;
      }
      // Only what is still as it was read: the running system may have changed or erased it.
      const done = await database.query(
        `update ${table} set ${column} = $3 where ${key} = $1 and ${column} = $2`,
        [row.key, row.sealed, sealed],
      );
      count += done.rowCount ?? 0;
    }
    after = rows.at(-1)?.key ?? after;
    if (rows.length < PAGE) return count;
  }
}

if (import.meta.main) {
  const system = runningSystem();
  const ring = ringOf(system.setting('DATA_KEYS'));
  const database = new pg.Client({ connectionString: system.database });
  await database.connect();
  try {
    const counts = await rewrapAll(database, createEncryption(ring, Buffer.alloc(32)));
    for (const [place, count] of Object.entries(counts)) {
      process.stdout.write(`${place}: ${count} wrapped anew\n`);
    }
    process.stdout.write(
      `Nothing is under another key than ${ring.active} now; backups made before still are.\n`,
    );
  } finally {
    await database.end();
  }
}

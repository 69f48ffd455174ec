/** Transactions over the pool, with the stores bound to them. */
import type pg from 'pg';
import type { IdempotencyKey } from '../../capabilities/ports/idempotency.ts';
import type { Database, Stores } from '../../capabilities/ports.ts';
import type { Day } from '../../domain/calendar.ts';
import type { Encryption } from '../security/encryption.ts';
import { type AuditRow, recordEntries } from './audit.ts';
import { coalesced } from './coalesced.ts';
import { createGroups } from './groups.ts';
import { type Answered, findEarlier, storeReplies } from './idempotency.ts';
import { readInvoices } from './invoice-reads.ts';
import { isOutage, type Query, queryOn } from './pool.ts';
import { type SessionAt, staffOfSessions } from './sessions.ts';
import { storesOn } from './stores.ts';
import { transaction } from './transaction.ts';

export function createDatabase(pool: pg.Pool, encryption: Encryption, newestMigration: string): Database {
  const read = gathering(queryOn(pool), encryption);
  const groups = createGroups(pool, encryption);
  return {
    read,
    transaction: (work, _, group) =>
      group
        ? groups(work, group)
        : transaction(pool, (client) => work(storesOn(queryOn(client), encryption))),
    isOutage,
    health: async () => {
      const rows = await queryOn(pool)<{ migrated: boolean }>(
        'select exists (select from knex_migrations where name = $1) as migrated',
        [newestMigration],
      );
      return { migrated: rows[0]?.migrated ?? false };
    },
    close: () => pool.end(),
  };
}

/**
 * The stores over the pool, with what nearly every request of the desk does gathered: its session, the invoice that is
 * open, and its row in the trail, for which the answer waits.
 */
function gathering(query: Query, encryption: Encryption): Stores {
  const stores = storesOn(query, encryption);
  const staffOf = coalesced((sessions: readonly SessionAt[]) => staffOfSessions(query, sessions));
  const record = coalesced((rows: readonly AuditRow[]) => recordEntries(query, rows));
  const invoicesOf = perDay((today) =>
    coalesced((ids: readonly string[]) => readInvoices(query, encryption, ids, today)),
  );
  const find = coalesced((keys: readonly IdempotencyKey[]) => findEarlier(encryption)(query, keys));
  const answered = coalesced((answers: readonly Answered[]) => storeReplies(encryption)(query, answers));
  return {
    ...stores,
    idempotency: {
      ...stores.idempotency,
      find,
      answered: (key, status, reply) => answered({ key, status, reply }),
    },
    sessions: { ...stores.sessions, staffOf: (sessionId, now) => staffOf({ sessionId, now }) },
    audit: { ...stores.audit, record: (by, entry) => record({ by, entry }) },
    invoices: { ...stores.invoices, get: (id, today) => invoicesOf(today)(id) },
  };
}

/** A value per day, kept for the newest day only. */
function perDay<Value>(make: (today: Day | undefined) => Value): (today: Day | undefined) => Value {
  let kept: { today: Day | undefined; value: Value } | undefined;
  return (today) => {
    if (kept?.today !== today || !kept) kept = { today, value: make(today) };
    return kept.value;
  };
}

/** Transactions over the pool, with the stores bound to them. */
import type pg from 'pg';
import type { IdempotencyKey } from '../../capabilities/ports/idempotency.ts';
import type { Database, Stores } from '../../capabilities/ports.ts';
import type { Day } from '../../domain/calendar.ts';
import type { Encryption } from '../security/encryption.ts';
import { type AuditRow, recordEntries } from './audit.ts';
import { haveLivePages } from './checkouts.ts';
import { coalesced } from './coalesced.ts';
import { deskReads } from './desk-reads.ts';
import { createGroups } from './groups.ts';
import { type Answered, findEarlier, storeReplies } from './idempotency.ts';
import { readInvoices } from './invoice-reads.ts';
import { paymentTimelines, readPayments } from './payment-reads.ts';
import { isOutage, queryOn } from './pool.ts';
import { type SessionAt, staffOfSessions } from './sessions.ts';
import { storesOn } from './stores.ts';
import { transaction } from './transaction.ts';

/** The shares of the connections: what waits in one takes nothing from the others. */
export type Pools = {
  main: pg.Pool;
  /** Short reads of the desk; its connections keep one plan for each statement (`keepsPlans`). */
  desk: pg.Pool;
  /** Reports and the dashboard, which may take long. */
  reports: pg.Pool;
};

/** The database over its pools; closing it closes them. */
export function createDatabase(pools: Pools, encryption: Encryption, newestMigration: string): Database {
  const { main, desk, reports } = pools;
  const groups = createGroups(main, encryption);
  return {
    read: sharing(pools, encryption),
    desk: deskReads(queryOn(desk), encryption),
    transaction: (work, _, group) =>
      group
        ? groups(work, group)
        : transaction(main, (client) => work(storesOn(queryOn(client), encryption))),
    isOutage,
    health: async () => {
      const rows = await queryOn(main)<{ migrated: boolean }>(
        'select exists (select from knex_migrations where name = $1) as migrated',
        [newestMigration],
      );
      return { migrated: rows[0]?.migrated ?? false };
    },
    close: async () => {
      await Promise.all([main.end(), desk.end(), reports.end()]);
    },
  };
}

/**
 * The stores, each over its share of the connections, with what nearly every request of the desk does gathered: its
 * session, the invoice that is open, and its row in the trail, for which the answer waits.
 */
function sharing({ main, desk, reports }: Pools, encryption: Encryption): Stores {
  const stores = storesOn(queryOn(main), encryption);
  const slow = storesOn(queryOn(reports), encryption);
  const quick = queryOn(desk);
  const staffOf = coalesced((sessions: readonly SessionAt[]) => staffOfSessions(quick, sessions));
  const record = coalesced((rows: readonly AuditRow[]) => recordEntries(quick, rows));
  const invoicesOf = perDay((today) =>
    coalesced((ids: readonly string[]) => readInvoices(quick, encryption, ids, today)),
  );
  const find = coalesced((keys: readonly IdempotencyKey[]) => findEarlier(encryption)(queryOn(main), keys));
  const answered = coalesced((answers: readonly Answered[]) =>
    storeReplies(encryption)(queryOn(main), answers),
  );
  const hasLive = coalesced((ids: readonly string[]) => haveLivePages(quick, ids));
  const paymentOf = coalesced((ids: readonly string[]) => readPayments(quick, ids));
  const timelineOf = coalesced((ids: readonly string[]) => paymentTimelines(quick, ids));
  return {
    ...stores,
    checkouts: { ...stores.checkouts, hasLive },
    payments: { ...stores.payments, get: paymentOf, timeline: timelineOf },
    idempotency: {
      ...stores.idempotency,
      find,
      answered: (key, status, reply) => answered({ key, status, reply }),
    },
    sessions: { ...stores.sessions, staffOf: (sessionId, now) => staffOf({ sessionId, now }) },
    audit: {
      ...stores.audit,
      recent: slow.audit.recent,
      choices: slow.audit.choices,
      readersAbove: slow.audit.readersAbove,
      record: (by, entry) => record({ by, entry }),
    },
    invoices: {
      ...stores.invoices,
      get: (id, today) => invoicesOf(today)(id),
      dashboard: slow.invoices.dashboard,
    },
    reports: slow.reports,
    ledger: { ...stores.ledger, trialBalance: slow.ledger.trialBalance },
    alerts: { ...stores.alerts, find: slow.alerts.find },
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

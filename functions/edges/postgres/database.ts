/** Transactions over the pool, with the stores bound to them. */
import type pg from 'pg';
import type { Database, Stores } from '../../capabilities/ports.ts';
import type { Day } from '../../domain/calendar.ts';
import type { Encryption } from '../security/encryption.ts';
import { alertStore } from './alerts.ts';
import { archiveStore } from './archives.ts';
import { type AuditRow, auditStore, recordEntries } from './audit.ts';
import { auditChainStore } from './audit-chain.ts';
import { balanceStore } from './stripe-balance.ts';
import { checkoutStore } from './checkouts.ts';
import { coalesced } from './coalesced.ts';
import { correctionStore } from './invoice-corrections.ts';
import { creditNoteRequestStore } from './credit-note-requests.ts';
import { creditPayoutStore } from './credit-payouts.ts';
import { creditStore } from './credits.ts';
import { deliveryNoticeStore } from './delivery-notices.ts';
import { discrepancyStore } from './discrepancies.ts';
import { disputeStore } from './disputes.ts';
import { stripeEventStore } from './stripe-events.ts';
import { idempotencyStore } from './idempotency.ts';
import { readInvoices } from './invoice-reads.ts';
import { invoiceBalanceStore } from './invoice-balance.ts';
import { invoiceStore } from './invoices.ts';
import { lateFeeStore } from './late-fees.ts';
import { ledgerStore } from './ledger.ts';
import { patientLinkStore } from './links.ts';
import { messageStore } from './messages.ts';
import { metricsStore } from './metrics.ts';
import { numberStore } from './numbers.ts';
import { outbox } from './outbox.ts';
import { overdueStore } from './overdue.ts';
import { patientAccountStore } from './patient-account.ts';
import { patientStore } from './patients.ts';
import { paymentStore } from './payments.ts';
import { isConnectionDead, isOutage, type Query, queryOn, sqlState, translated } from './pool.ts';
import { reconciliationStore } from './reconciliation.ts';
import { refundStore } from './refunds.ts';
import { reminderStore } from './reminders.ts';
import { reportStore } from './reports.ts';
import { retentionStore } from './retention.ts';
import { type SessionAt, sessionStore, staffOfSessions } from './sessions.ts';
import { settingsStore } from './settings.ts';
import { staffStore } from './staff.ts';
import { staffMessageStore } from './staff-messages.ts';
import { operationsStore } from './operations.ts';

/** Serialisation failure and deadlock: PostgreSQL asks to try the whole transaction again. */
const TRY_AGAIN = new Set(['40001', '40P01']);
const TRIES = 5;

export function createDatabase(pool: pg.Pool, encryption: Encryption, newestMigration: string): Database {
  const read = gathering(queryOn(pool), encryption);
  return {
    read,
    transaction: (work) => transaction(pool, (client) => work(storesOn(queryOn(client), encryption))),
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
  return {
    ...stores,
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

/** Every store over one connection, or over whatever answers a query. */
export function storesOn(query: Query, encryption: Encryption): Stores {
  return {
    staff: staffStore(query, encryption),
    sessions: sessionStore(query),
    patients: patientStore(query, encryption),
    invoices: invoiceStore(query, encryption),
    numbers: numberStore(query),
    ledger: ledgerStore(query),
    invoiceBalances: invoiceBalanceStore(query),
    patientAccounts: patientAccountStore(query),
    reports: reportStore(query),
    corrections: correctionStore(query),
    credits: creditStore(query, encryption),
    creditPayouts: creditPayoutStore(query),
    creditNoteRequests: creditNoteRequestStore(query),
    payments: paymentStore(query, encryption),
    checkouts: checkoutStore(query, encryption),
    refunds: refundStore(query, encryption),
    disputes: disputeStore(query),
    balance: balanceStore(query),
    reconciliation: reconciliationStore(query),
    discrepancies: discrepancyStore(query),
    events: stripeEventStore(query, encryption),
    outbox: outbox(query),
    messages: messageStore(query, encryption),
    deliveryNotices: deliveryNoticeStore(query),
    staffMessages: staffMessageStore(query),
    links: patientLinkStore(query),
    archives: archiveStore(query, encryption),
    retention: retentionStore(query),
    operations: operationsStore(query),
    metrics: metricsStore(query),
    alerts: alertStore(query),
    settings: settingsStore(query),
    overdue: overdueStore(query),
    reminders: reminderStore(query),
    lateFees: lateFeeStore(query),
    idempotency: idempotencyStore(query, encryption),
    audit: auditStore(query),
    auditChain: auditChainStore(query),
  };
}

async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, work);
    } catch (error) {
      if (attempt >= TRIES || !TRY_AGAIN.has(sqlState(error) ?? '')) throw translated(error);
    }
  }
}

/** A connection that does not answer is closed without a rollback, for which it would be waited again. */
async function once<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const lost = (error: Error) => {
    broken ??= error;
  };
  client.on('error', lost);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    if (error instanceof Error && isConnectionDead(error)) lost(error);
    else if (!broken) await client.query('rollback').catch(lost);
    throw error;
  } finally {
    client.off('error', lost);
    client.release(broken);
  }
}

/** Every store of the database, over one connection or over whatever answers a query. */
import type { Stores } from '../../capabilities/ports.ts';
import type { Encryption } from '../security/encryption.ts';
import { alertStore } from './alerts.ts';
import { archiveStore } from './archives.ts';
import { auditStore } from './audit.ts';
import { auditChainStore } from './audit-chain.ts';
import { checkoutStore } from './checkouts.ts';
import { clinicDetailsStore } from './clinic-details.ts';
import { creditNoteRequestStore } from './credit-note-requests.ts';
import { creditPayoutStore } from './credit-payouts.ts';
import { creditStore } from './credits.ts';
import { deadLetterStore } from './dead-letters.ts';
import { deliveryNoticeStore } from './delivery-notices.ts';
import { discrepancyStore } from './discrepancies.ts';
import { disputeStore } from './disputes.ts';
import { idempotencyStore } from './idempotency.ts';
import { invoiceBalanceStore } from './invoice-balance.ts';
import { correctionStore } from './invoice-corrections.ts';
import { invoiceExplanationStore } from './invoice-explanation.ts';
import { invoiceNoteStore } from './invoice-notes.ts';
import { invoiceStore } from './invoices.ts';
import { issuedDocumentStore } from './issued-documents.ts';
import { jobStore } from './jobs.ts';
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
import { paymentPlanStore } from './payment-plans.ts';
import { paymentStore } from './payments.ts';
import type { Query } from './pool.ts';
import { priceListImportStore } from './price-list-imports.ts';
import { priceListItemStore } from './price-list-items.ts';
import { printStore } from './prints.ts';
import { reconciliationStore } from './reconciliation.ts';
import { refundStore } from './refunds.ts';
import { reminderStore } from './reminders.ts';
import { reportStore } from './reports.ts';
import { retentionStore } from './retention.ts';
import { savedViewStore } from './saved-views.ts';
import { searchStore } from './search.ts';
import { sessionStore } from './sessions.ts';
import { settingsStore } from './settings.ts';
import { staffStore } from './staff.ts';
import { staffMessageStore } from './staff-messages.ts';
import { balanceStore } from './stripe-balance.ts';
import { stripeEventStore } from './stripe-events.ts';
import { timerStore } from './timers.ts';

/** Every store over one connection, or over whatever answers a query. */
export function storesOn(query: Query, encryption: Encryption): Stores {
  return {
    staff: staffStore(query, encryption),
    sessions: sessionStore(query),
    patients: patientStore(query, encryption),
    invoices: invoiceStore(query, encryption),
    invoiceNotes: invoiceNoteStore(query, encryption),
    numbers: numberStore(query),
    ledger: ledgerStore(query),
    invoiceBalances: invoiceBalanceStore(query),
    invoiceExplanations: invoiceExplanationStore(query),
    patientAccounts: patientAccountStore(query),
    reports: reportStore(query),
    corrections: correctionStore(query),
    credits: creditStore(query, encryption),
    creditPayouts: creditPayoutStore(query),
    creditNoteRequests: creditNoteRequestStore(query),
    payments: paymentStore(query, encryption),
    paymentPlans: paymentPlanStore(query, encryption),
    priceListItems: priceListItemStore(query),
    priceListImports: priceListImportStore(query),
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
    deadLetters: deadLetterStore(query),
    timers: timerStore(query),
    metrics: metricsStore(query),
    alerts: alertStore(query),
    search: searchStore(query, encryption),
    savedViews: savedViewStore(query),
    settings: settingsStore(query),
    clinicDetails: clinicDetailsStore(query),
    prints: printStore(query),
    issuedDocuments: issuedDocumentStore(query, encryption),
    overdue: overdueStore(query),
    reminders: reminderStore(query),
    jobs: jobStore(query, encryption),
    lateFees: lateFeeStore(query),
    idempotency: idempotencyStore(query, encryption),
    audit: auditStore(query),
    auditChain: auditChainStore(query),
  };
}

/** Everything that the clinic's capabilities need from outside; the edges implement it, app.ts joins them. */

import type { AlertChannel, AlertStore } from './ports/alerts.ts';
import type { ArchiveStore } from './ports/archives.ts';
import type { AuditStore } from './ports/audit.ts';
import type { AuditChainStore } from './ports/audit-chain.ts';
import type { BackupPort } from './ports/backups.ts';
import type { BlobStore } from './ports/blobs.ts';
import type { CheckoutStore } from './ports/checkouts.ts';
import type { ClinicDetailsStore } from './ports/clinic-details.ts';
import type { Caller, Clinic, Clock, TracedLog } from './ports/common.ts';
import type { CreditNoteRequestStore } from './ports/credit-note-requests.ts';
import type { CreditPayoutStore } from './ports/credit-payouts.ts';
import type { CreditStore } from './ports/credits.ts';
import type { CsvPort } from './ports/csv.ts';
import type { DeadLetterStore } from './ports/dead-letters.ts';
import type { DeliveryNoticeStore } from './ports/delivery-notices.ts';
import type { DeskReads } from './ports/desk.ts';
import type { DiscrepancyStore } from './ports/discrepancies.ts';
import type { DisputeStore } from './ports/disputes.ts';
import type { IdempotencyStore } from './ports/idempotency.ts';
import type { InvoiceBalanceStore } from './ports/invoice-balance.ts';
import type { CorrectionStore } from './ports/invoice-corrections.ts';
import type { InvoiceExplanationStore } from './ports/invoice-explanation.ts';
import type { InvoiceNoteStore } from './ports/invoice-notes.ts';
import type { InvoiceStore } from './ports/invoices.ts';
import type { IssuedDocumentStore } from './ports/issued-documents.ts';
import type { JobStore } from './ports/jobs.ts';
import type { LateFeeStore } from './ports/late-fees.ts';
import type { LedgerStore } from './ports/ledger.ts';
import type { RateLimits } from './ports/limits.ts';
import type { PatientLinkStore } from './ports/links.ts';
import type { MailPort } from './ports/mail.ts';
import type { MessageStore } from './ports/messages.ts';
import type { NumberStore } from './ports/numbers.ts';
import type { Metrics, MetricsStore } from './ports/operations.ts';
import type { OverdueStore } from './ports/overdue.ts';
import type { Passwords } from './ports/passwords.ts';
import type { PatientAccountStore } from './ports/patient-account.ts';
import type { PatientStore } from './ports/patients.ts';
import type { PaymentPlanStore } from './ports/payment-plans.ts';
import type { PaymentStore } from './ports/payments.ts';
import type { PdfPort } from './ports/pdf.ts';
import type { Phones } from './ports/phones.ts';
import type { PriceListImportStore } from './ports/price-list-imports.ts';
import type { PriceListItemStore } from './ports/price-list-items.ts';
import type { PrintStore } from './ports/prints.ts';
import type { Queues } from './ports/queues.ts';
import type { ReconciliationStore } from './ports/reconciliation.ts';
import type { RefundStore } from './ports/refunds.ts';
import type { ReminderStore } from './ports/reminders.ts';
import type { ReportStore } from './ports/reports.ts';
import type { RetentionStore } from './ports/retention.ts';
import type { SavedViewStore } from './ports/saved-views.ts';
import type { Seals } from './ports/seals.ts';
import type { SearchStore } from './ports/search.ts';
import type { SecondFactors } from './ports/second-factors.ts';
import type { SessionStore } from './ports/sessions.ts';
import type { SettingsStore } from './ports/settings.ts';
import type { SmsPort } from './ports/sms.ts';
import type { StaffStore } from './ports/staff.ts';
import type { StaffMessageStore } from './ports/staff-messages.ts';
import type { StripePort } from './ports/stripe.ts';
import type { BalanceStore } from './ports/stripe-balance.ts';
import type { StripeEventStore } from './ports/stripe-events.ts';
import type { TimerStore } from './ports/timers.ts';
import type { Tokens } from './ports/tokens.ts';
import type { Outbox } from './ports/work.ts';
import type { ZipPort } from './ports/zip.ts';

export type App = {
  clock: Clock;
  clinic: Clinic;
  db: Database;
  stripe: StripePort;
  queues: Queues;
  blobs: BlobStore;
  phones: Phones;
  pdf: PdfPort;
  backups: BackupPort;
  csv: CsvPort;
  zip: ZipPort;
  mail: MailPort;
  sms: SmsPort;
  tokens: Tokens;
  passwords: Passwords;
  secondFactors: SecondFactors;
  seals: Seals;
  limits: RateLimits;
  log: TracedLog;
  metrics: Metrics;
  /** How alerts leave the machine; empty when no way is set. */
  channels: readonly AlertChannel[];
  /** Undefined: only programs on this machine may read the metrics. */
  metricsToken: string | undefined;
  /** How many proxies that we trust stand between the caller and us. */
  trustedProxies: number;
  /** Whether replies that the database writes are compared with their contracts, as in tests and in local mode. */
  checksReplies: boolean;
};

export type Database = {
  /** Stores outside any transaction: each call stands alone. */
  read: Stores;
  /** What the desk reads most, in one round trip each. */
  desk: DeskReads;
  /**
   * All or nothing. Repeated when PostgreSQL asks for it (serialisation, deadlock), so the work has no other effects.
   * `subject` is given by `commandTransaction` only: the id by which a repeat of the command finds what it did.
   */
  transaction<T>(
    work: (stores: Stores) => Promise<T>,
    subject?: (result: T) => string,
    group?: Group,
  ): Promise<T>;
  /** Whether an error says that the database is away or overloaded, and not that it refuses this one change. */
  isOutage(error: unknown): boolean;
  health(): Promise<{ migrated: boolean }>;
  close(): Promise<void>;
};

/** Commands of a kind that may share a transaction when they wait at the same time; none notices the others. */
export type Group = {
  kind: 'create_invoice' | 'issue_invoice' | 'record_payment';
  /** The invoice that the command locks, if there is one already. */
  invoiceId?: string;
  /** Two commands that name the same thing share no transaction. */
  names?: readonly string[];
};

export type Stores = {
  staff: StaffStore;
  sessions: SessionStore;
  patients: PatientStore;
  invoices: InvoiceStore;
  invoiceNotes: InvoiceNoteStore;
  numbers: NumberStore;
  ledger: LedgerStore;
  invoiceBalances: InvoiceBalanceStore;
  invoiceExplanations: InvoiceExplanationStore;
  patientAccounts: PatientAccountStore;
  reports: ReportStore;
  corrections: CorrectionStore;
  credits: CreditStore;
  creditPayouts: CreditPayoutStore;
  creditNoteRequests: CreditNoteRequestStore;
  payments: PaymentStore;
  paymentPlans: PaymentPlanStore;
  priceListItems: PriceListItemStore;
  priceListImports: PriceListImportStore;
  checkouts: CheckoutStore;
  refunds: RefundStore;
  disputes: DisputeStore;
  reconciliation: ReconciliationStore;
  discrepancies: DiscrepancyStore;
  balance: BalanceStore;
  events: StripeEventStore;
  outbox: Outbox;
  messages: MessageStore;
  deliveryNotices: DeliveryNoticeStore;
  staffMessages: StaffMessageStore;
  links: PatientLinkStore;
  archives: ArchiveStore;
  retention: RetentionStore;
  deadLetters: DeadLetterStore;
  timers: TimerStore;
  metrics: MetricsStore;
  alerts: AlertStore;
  search: SearchStore;
  savedViews: SavedViewStore;
  settings: SettingsStore;
  clinicDetails: ClinicDetailsStore;
  issuedDocuments: IssuedDocumentStore;
  prints: PrintStore;
  overdue: OverdueStore;
  reminders: ReminderStore;
  jobs: JobStore;
  lateFees: LateFeeStore;
  idempotency: IdempotencyStore;
  audit: AuditStore;
  auditChain: AuditChainStore;
};

/** One transaction, the app around it, and who it is done for. */
export type TransactionContext = { app: App; tx: Stores; by: Caller };

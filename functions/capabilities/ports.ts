/** Everything that the clinic's capabilities need from outside; the edges implement it, app.ts joins them. */
import type { Readable } from 'node:stream';
import type { StaffRole } from '../domain/access.ts';
import type { FeeFor } from '../domain/balance.ts';
import type { Day } from '../domain/calendar.ts';
import type { Currency } from '../domain/currency.ts';
import type { DisputeOutcome, DisputeStage } from '../domain/dispute.ts';
import type { PatientStanding } from '../domain/erasure.ts';
import type { InvoiceBalance, InvoiceStatus } from '../domain/invoice.ts';
import type { Account, LedgerEntry, Posting } from '../domain/ledger.ts';
import type { Language, MessageKind } from '../domain/messages.ts';
import type { Cents } from '../domain/money.ts';
import type { InvoiceFigures } from '../domain/moneyBack.ts';
import type { NumberedDocument } from '../domain/numbering.ts';
import type { OfflineMethod } from '../domain/offlinePayment.ts';
import type { LinkPurpose } from '../domain/patientLink.ts';
import type { PrintedDocument } from '../domain/printed.ts';
import type { BalanceLine, Break, BreakClass } from '../domain/reconciliation.ts';
import type {
  KnownRefund,
  RefundEffect,
  RefundReason,
  RefundStatus,
  StripeRefundReason,
  StripeRefundState,
} from '../domain/refund.ts';
import type { NextReminder, ReminderFacts } from '../domain/reminder.ts';
import type { ClinicSettings, RetentionClass } from '../domain/settings.ts';
import type { StaffLinkPurpose } from '../domain/staffLink.ts';
import type {
  BalanceTransaction,
  StripeDispute,
  StripeFact,
  StripeMoney,
  StripePaymentIds,
  StripePayout,
  StripeRefund,
} from '../domain/stripeFact.ts';

export type Clock = { now(): Date };

/** What a clinic is, from the settings. */
export type Clinic = {
  id: string;
  name: string;
  email: string;
  phone: string;
  timeZone: string;
  currency: Currency;
  numberPrefix: string;
  webUrl: string;
  /** Whether real money moves: events of the other mode are not ours. */
  livemode: boolean;
  refundSelfApproval: boolean;
  /** Whether money leaves only after a fresh proof of who asks. */
  requireStepUp: boolean;
  /** After so many minutes without a request, a browser's session ends. */
  sessionIdleMinutes: number;
  /** How long the law wants records of patients kept after their last bill or payment. */
  retentionYears: number;
};

/** Who asks, and how the request is traced. */
export type Caller = {
  actor: { type: 'staff'; id: string; role: StaffRole; sessionId: string } | { type: 'system' };
  requestId: string;
  /** The client's network address, where it is known. */
  address: string | null;
};

export type App = {
  clock: Clock;
  clinic: Clinic;
  db: Database;
  stripe: StripePort;
  queues: Queues;
  blobs: BlobStore;
  pdf: PdfPort;
  backups: BackupPort;
  csv: CsvPort;
  mail: MailPort;
  sms: SmsPort;
  tokens: Tokens;
  passwords: Passwords;
  secondFactors: SecondFactors;
  seals: Seals;
  limits: RateLimits;
  log: Log;
  /** How many proxies that we trust stand between the caller and us. */
  trustedProxies: number;
};

export type Log = {
  info(event: string, facts?: Record<string, unknown>): void;
  warn(event: string, facts?: Record<string, unknown>): void;
  error(event: string, facts?: Record<string, unknown>): void;
};

// ---- The database -------------------------------------------------------------------------------------------------

export type Database = {
  /** Stores outside any transaction: each call stands alone. */
  read: Stores;
  /** All or nothing. Repeated when PostgreSQL asks for it (serialisation, deadlock), so the work has no other effects. */
  transaction<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
  health(): Promise<{ migrated: boolean }>;
  close(): Promise<void>;
};

export type Stores = {
  staff: StaffStore;
  sessions: SessionStore;
  patients: PatientStore;
  invoices: InvoiceStore;
  numbers: NumberStore;
  ledger: LedgerStore;
  books: BooksStore;
  corrections: CorrectionStore;
  credits: CreditStore;
  payments: PaymentStore;
  checkouts: CheckoutStore;
  refunds: RefundStore;
  disputes: DisputeStore;
  reconciliation: ReconciliationStore;
  balance: BalanceStore;
  events: StripeEventStore;
  outbox: Outbox;
  messages: MessageStore;
  links: PatientLinkStore;
  archives: ArchiveStore;
  retention: RetentionStore;
  watch: WatchStore;
  settings: SettingsStore;
  overdue: OverdueStore;
  reminders: ReminderStore;
  lateFees: LateFeeStore;
  idempotency: IdempotencyStore;
  audit: AuditStore;
  auditChain: AuditChainStore;
};

export type Page = { limit: number; cursor?: string | undefined };
export type PageOf<T> = { data: T[]; next_cursor: string | null };

export type StaffMember = { id: string; email: string; name: string; role: StaffRole };
/** An account with what its sign-in needs. */
export type StaffAccount = StaffMember & {
  /** Null: invited, and no password chosen yet. */
  passwordHash: string | null;
  disabled: boolean;
  /** Counts once it is confirmed. */
  secondFactor: { secret: string; confirmed: boolean } | null;
};
export type StaffView = StaffMember & {
  state: 'active' | 'invited' | 'disabled';
  second_factor: boolean;
  last_seen_at: string | null;
  created_at: string;
};
export type StaffStore = {
  count(): Promise<number>;
  /** Lets one caller at a time decide whether staff exist, so that ten set-ups at once make one admin. */
  lockAll(): Promise<void>;
  add(staff: Omit<StaffMember, 'id'> & { passwordHash: string | null }): Promise<StaffMember | 'email_taken'>;
  byEmail(email: string): Promise<StaffAccount | undefined>;
  get(id: string): Promise<StaffAccount | undefined>;
  lock(id: string): Promise<StaffAccount | undefined>;
  list(page: Page): Promise<PageOf<StaffView>>;
  /** Whether somebody else could still do what admins do; others who ask wait until this transaction ends. */
  hasOtherAdmin(id: string): Promise<boolean>;
  change(id: string, change: { name?: string; role?: StaffRole }): Promise<void>;
  setPassword(id: string, hash: string): Promise<void>;
  setDisabled(id: string, at: Date | null): Promise<void>;
  setSecondFactor(id: string, secret: string | null): Promise<void>;
  confirmSecondFactor(id: string, at: Date): Promise<void>;
  /** Takes a half-minute's code; false when it, or a later one, was taken before. */
  useStep(id: string, step: number): Promise<boolean>;
  setRecoveryCodes(id: string, hashes: readonly Uint8Array[]): Promise<void>;
  useRecoveryCode(id: string, hash: Uint8Array): Promise<boolean>;
  addLink(link: {
    staffId: string;
    purpose: StaffLinkPurpose;
    hash: Uint8Array;
    expiresAt: Date;
    createdBy: string | null;
  }): Promise<void>;
  revokeLinks(staffId: string): Promise<void>;
  /** Whose link it is, if it still works. */
  staffOfLink(hash: Uint8Array, now: Date): Promise<string | undefined>;
  /** Uses it up; false when it did not work any more. */
  useLink(hash: Uint8Array, now: Date): Promise<boolean>;
};

export type SessionDelivery = 'body' | 'cookie';
export type SessionStore = {
  open(session: {
    staffId: string;
    delivery: SessionDelivery;
    expiresAt: Date;
    /** Where it was opened from, for the list of sessions. */
    address: string | null;
    agent: string | null;
  }): Promise<string>;
  addToken(token: { sessionId: string; hash: Uint8Array; expiresAt: Date }): Promise<void>;
  /** The token with its session and staff, locked so that two uses of one token are told apart. */
  lockToken(hash: Uint8Array): Promise<
    | {
        tokenId: string;
        sessionId: string;
        /** When it was first used. */
        usedAt: Date | null;
        expiresAt: Date;
        sessionExpiresAt: Date;
        lastSeenAt: Date;
        revoked: boolean;
        delivery: SessionDelivery;
        staff: StaffMember;
        disabled: boolean;
      }
    | undefined
  >;
  markUsed(tokenId: string, at: Date): Promise<void>;
  revoke(sessionId: string, because: string): Promise<void>;
  /** The staff behind a session that is still good, as of now: role and state are read, never trusted to a token. */
  staffOf(sessionId: string, limits: SessionLimits): Promise<StaffMember | undefined>;
  /** Whether the member of staff signed in from there lately. */
  knownAddress(staffId: string, address: string, since: Date): Promise<boolean>;
  /** The sessions that still work, newest first. */
  list(staffId: string, limits: SessionLimits): Promise<SessionView[]>;
  ownerOf(sessionId: string): Promise<string | undefined>;
  revokeAll(staffId: string, because: string, except?: string): Promise<void>;
  steppedUp(sessionId: string, at: Date): Promise<void>;
  steppedUpAt(sessionId: string): Promise<Date | undefined>;
};
/** When a session ends: at its own end, and a browser's also when nobody used it for so long. */
export type SessionLimits = { now: Date; idleMinutes: number };
export type SessionView = {
  id: string;
  delivery: SessionDelivery;
  address: string | null;
  agent: string | null;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
};

export type PatientDetails = {
  name: string;
  email: string | null;
  phone: string | null;
  dob: string | null;
  language: Language;
  metadata: Record<string, unknown> | null;
};
export type PatientBalance = { currency: Currency; balance_cents: number; credit_cents: number };
export type PatientView = PatientDetails & {
  id: string;
  balances: PatientBalance[];
  erased_at: string | null;
  version: number;
  created_at: string;
  updated_at: string;
};
/** Rows by table. */
export type PatientRecords = Record<string, Record<string, unknown>[]>;
export type PatientStore = {
  /** What decides on erasing the patient, who is locked. */
  lockStanding(id: string, timeZone: string): Promise<PatientStanding | undefined>;
  /** Destroys the key and everything that it does not cover. */
  erase(id: string, at: Date): Promise<void>;
  everything(id: string): Promise<PatientRecords | undefined>;
  add(details: PatientDetails): Promise<string>;
  get(id: string): Promise<PatientView | undefined>;
  /** Changes what is given, if the version is still the one that was read. */
  update(
    id: string,
    change: Partial<PatientDetails>,
    version: number | undefined,
  ): Promise<'done' | 'stale' | 'missing'>;
  search(
    query: string | undefined,
    page: Page,
  ): Promise<PageOf<Pick<PatientView, 'id' | 'name' | 'email' | 'phone' | 'balances' | 'created_at'>>>;
};

export type DraftLine = {
  description: string;
  quantity: number;
  unitPriceCents: Cents;
  discountCents: Cents;
  taxBasisPoints: number | null;
  taxCents: Cents;
};
export type Draft = {
  patientId: string;
  currency: Currency;
  dueOn: Day;
  discountCents: Cents;
  totalCents: Cents;
  notes: string | null;
  lines: readonly DraftLine[];
};
/** An invoice under lock, with what its rules need. */
export type LockedInvoice = InvoiceBalance & {
  id: string;
  patientId: string;
  currency: Currency;
  status: InvoiceStatus;
  number: string | null;
  totalCents: Cents;
  taxCents: Cents;
  discountCents: Cents;
  dueOn: Day;
  issuedAt: Date | null;
  notes: string | null;
  version: number;
  lines: readonly (DraftLine & { id: string; totalCents: Cents })[];
};
export type InvoiceItemView = {
  id: string;
  description: string;
  quantity: number;
  unit_price_cents: number;
  discount_cents: number;
  tax_basis_points: number | null;
  tax_cents: number;
  total_cents: number;
};
export type InvoiceSummaryView = {
  id: string;
  invoice_number: string | null;
  patient_id: string;
  patient_name: string;
  status: InvoiceStatus;
  currency: Currency;
  total_amount_cents: number;
  balance_cents: number;
  due_date: string;
  overdue_since: string | null;
  issued_at: string | null;
  created_at: string;
};
export type OpenCheckout = {
  url: string;
  kind: CheckoutKind;
  amount_cents: number;
  expires_at: string | null;
};
export type InvoiceView = InvoiceSummaryView & {
  staff_id: string;
  discount_cents: number;
  notes: string | null;
  items: InvoiceItemView[];
  payment_summary: {
    paid_cents: number;
    refunded_cents: number;
    credited_cents: number;
    written_off_cents: number;
    balance_cents: number;
  };
  stripe_checkout_session_id: string | null;
  stripe_payment_link_id: string | null;
  payment_link: OpenCheckout | null;
  payment_link_status: 'none' | 'pending' | 'open' | 'failed';
  cancelled_at: string | null;
  cancel_reason: string | null;
  version: number;
  updated_at: string;
  /** When its details went to the archive; they are read from their bundle. */
  archived_at: string | null;
  /** The newest link for the patient that still works. */
  link: { id: string; purpose: LinkPurpose; expires_at: string } | null;
};
export type InvoiceFilter = {
  patientId?: string | undefined;
  status?: InvoiceStatus | 'outstanding' | 'overdue' | undefined;
  from?: string | undefined;
  to?: string | undefined;
  query?: string | undefined;
  today: Day;
  timeZone: string;
};
export type InvoiceStore = {
  addDraft(draft: Draft, staffId: string): Promise<string>;
  replaceDraft(id: string, draft: Draft): Promise<void>;
  removeDraft(id: string): Promise<void>;
  lock(id: string): Promise<LockedInvoice | undefined>;
  get(id: string): Promise<InvoiceView | undefined>;
  list(filter: InvoiceFilter, page: Page): Promise<PageOf<InvoiceSummaryView>>;
  markIssued(id: string, number: string, at: Date): Promise<void>;
  setStatus(id: string, status: InvoiceStatus): Promise<void>;
  markCancelled(id: string, reason: string, at: Date): Promise<void>;
  /** Moves the due date, and takes the mark of being late away. */
  moveDueDate(id: string, dueOn: Day): Promise<void>;
  rememberCheckout(id: string, kind: CheckoutKind, stripeId: string): Promise<void>;
  publicView(id: string): Promise<PublicInvoiceView | undefined>;
  dashboard(currency: Currency, today: Day, timeZone: string): Promise<DashboardView>;
};
export type PublicInvoiceView = {
  invoice_number: string;
  status: InvoiceStatus;
  currency: Currency;
  issued_on: string;
  due_date: string;
  patient_name: string;
  /** The patient's language; not shown, but printed in. */
  language: Language;
  items: Omit<InvoiceItemView, 'id' | 'tax_basis_points'>[];
  discount_cents: number;
  total_amount_cents: number;
  paid_cents: number;
  credited_cents: number;
  balance_cents: number;
  processing: boolean;
  failure_message: string | null;
  payments: {
    amount_cents: number;
    refunded_cents: number;
    method: string;
    reference: string;
    received_at: string;
  }[];
};
export type DashboardView = {
  outstanding: { count: number; amount_cents: number };
  overdue: { count: number; amount_cents: number };
  collected_this_month_cents: number;
  collected_last_month_cents: number;
  recent_payments: { count: number; amount_cents: number };
  months: { month: string; invoiced_cents: number; collected_cents: number; outstanding_cents: number }[];
  attention: { quarantined_events: number; failed_payments: number; failed_messages: number };
};

export type NumberStore = {
  /** The next place of the month's series; others wait for it until this transaction ends. */
  next(kind: NumberedDocument, month: string): Promise<number>;
  /** Writes down which document has the number. */
  give(
    kind: NumberedDocument,
    month: string,
    sequence: number,
    number: string,
    documentId: string,
  ): Promise<void>;
  /** Every number of a month, in order, with what became of its document. */
  ofMonth(kind: NumberedDocument, month: string): Promise<NumberView[]>;
};
export type NumberView = {
  sequence: number;
  number: string;
  document_id: string;
  given_at: string;
  fate: string;
};

export type LedgerStore = {
  post(posting: Posting): Promise<string>;
  /** Posts unless this kind has booked this cause already; false then. */
  postOnce(posting: Posting): Promise<boolean>;
  isPosted(kind: string, cause: string): Promise<boolean>;
  /** What is left of an invoice's charge: earned and not taken back, and the tax on it. */
  chargeLeft(invoiceId: string): Promise<{ revenueCents: Cents; taxCents: Cents }>;
  entries(filter: LedgerFilter, page: Page): Promise<PageOf<LedgerEntryView>>;
  /** The sum of every account as of an instant; per currency they come to zero. */
  trialBalance(asOf: Date): Promise<{ currency: Currency; account: Account; balance_cents: number }[]>;
};
export type LedgerFilter = {
  account?: Account | undefined;
  invoiceId?: string | undefined;
  patientId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  timeZone: string;
};
export type LedgerEntryView = {
  id: number;
  transaction_id: string;
  kind: string;
  cause: string;
  account: Account;
  currency: Currency;
  amount_cents: number;
  effect: string | null;
  patient_id: string | null;
  invoice_id: string | null;
  invoice_number: string | null;
  payment_id: string | null;
  occurred_at: string;
  recorded_at: string;
};

/** What the ledger says as of an instant. `knownAt` leaves out what was recorded later, to repeat an old answer. */
export type Instant = { asOf: Date; knownAt: Date | undefined };
export type StatementMovement = {
  at: string;
  kind: string;
  invoice_number: string | null;
  document: string | null;
  amount_cents: number;
  credit_cents: number;
};
export type BooksStore = {
  invoiceAsOf(id: string, instant: Instant): Promise<InvoiceFiguresView | undefined>;
  patientAsOf(id: string, instant: Instant): Promise<PatientBalance[] | undefined>;
  /** What a patient owed and had as credit before `from`, all that moved it until the instant, and what it came to. */
  statement(
    patientId: string,
    currency: Currency,
    from: Date | undefined,
    instant: Instant,
  ): Promise<{
    opening: Omit<PatientBalance, 'currency'>;
    movements: StatementMovement[];
    closing: Omit<PatientBalance, 'currency'>;
  }>;
  /** What is owed, by patient and the due date that held at the instant; and the receivable account itself. */
  owed(
    currency: Currency,
    instant: Instant,
  ): Promise<{
    debts: { patient_id: string; patient_name: string; due_date: Day; cents: number }[];
    receivableCents: number;
  }>;
};
export type InvoiceFiguresView = {
  charged_cents: number;
  paid_cents: number;
  refunded_cents: number;
  credited_cents: number;
  written_off_cents: number;
  balance_cents: number;
};

export type CreditNoteLine = { invoiceItemId: string; amountCents: Cents; taxCents: Cents };
export type CreditNoteView = {
  id: string;
  number: string;
  invoice_id: string;
  currency: Currency;
  amount_cents: number;
  tax_cents: number;
  owed_cents: number;
  to_credit_cents: number;
  reason: string;
  lines: { invoice_item_id: string; description: string | null; amount_cents: number; tax_cents: number }[];
  issued_at: string;
};
export type WriteOffView = {
  id: string;
  invoice_id: string;
  currency: Currency;
  amount_cents: number;
  reason: string;
  reverses: string | null;
  written_off_at: string;
};
export type CorrectionStore = {
  addCreditNote(note: {
    id: string;
    number: string;
    invoiceId: string;
    currency: Currency;
    amountCents: Cents;
    taxCents: Cents;
    owedCents: Cents;
    toCreditCents: Cents;
    reason: string;
    staffId: string;
    issuedAt: Date;
    lines: readonly CreditNoteLine[];
  }): Promise<void>;
  creditNote(id: string): Promise<CreditNoteView | undefined>;
  creditNotesOf(invoiceId: string): Promise<CreditNoteView[]>;
  /** What credit notes of an invoice gave to the patient as credit, and what they took of each line. */
  creditedOf(invoiceId: string): Promise<{ givenBackCents: Cents; lines: readonly CreditNoteLine[] }>;
  addWriteOff(writeOff: {
    id: string;
    invoiceId: string;
    currency: Currency;
    amountCents: Cents;
    reason: string;
    staffId: string;
    at: Date;
    reverses: string | null;
  }): Promise<void>;
  writeOff(id: string): Promise<WriteOffView | undefined>;
  /** The newest write-off of an invoice that was not taken back. */
  standingWriteOff(invoiceId: string): Promise<{ id: string; amountCents: Cents } | undefined>;
  addDueDateChange(change: {
    invoiceId: string;
    from: Day;
    to: Day;
    reason: string;
    staffId: string;
    at: Date;
  }): Promise<void>;
  dueDateChangesOf(invoiceId: string): Promise<DueDateChangeView[]>;
};
export type DueDateChangeView = {
  from_date: string;
  to_date: string;
  reason: string;
  staff_id: string;
  changed_at: string;
};

export type CreditUseView = {
  id: string;
  kind: 'applied' | 'refunded';
  patient_id: string;
  currency: Currency;
  amount_cents: number;
  invoice_id: string | null;
  method: OfflineMethod | null;
  reference: string | null;
  used_at: string;
};
export type CreditStore = {
  /** What credit a patient has; others who would spend it wait until this transaction ends. */
  lock(patientId: string, currency: Currency): Promise<Cents | undefined>;
  addUse(use: {
    id: string;
    kind: 'applied' | 'refunded';
    patientId: string;
    currency: Currency;
    amountCents: Cents;
    invoiceId: string | null;
    method: OfflineMethod | null;
    reference: string | null;
    staffId: string;
    at: Date;
  }): Promise<void>;
  use(id: string): Promise<CreditUseView | undefined>;
  /** Who has credit, the most first: the work list of surplus money. */
  list(page: Page): Promise<PageOf<PatientCreditView>>;
};
export type PatientCreditView = {
  patient_id: string;
  patient_name: string;
  currency: Currency;
  credit_cents: number;
  balance_cents: number;
};

export type PaymentMethod =
  | 'card'
  | 'bank_debit'
  | 'online'
  | 'cash'
  | 'cheque'
  | 'bank_transfer'
  | 'card_terminal';
export type PaymentView = {
  id: string;
  amount_cents: number;
  currency: Currency;
  status: 'succeeded' | 'failed' | 'refunded';
  method: PaymentMethod;
  stripe_payment_id: string | null;
  refunded_cents: number;
  failure_message: string | null;
  /** Given to money that was taken outside Stripe. */
  receipt_number: string | null;
  reference: string | null;
  /** When it turned out never to have been; the payment stays in sight. */
  reversed_at: string | null;
  received_at: string;
};
export type PaymentListView = PaymentView & {
  invoice_id: string;
  invoice_number: string;
  patient_id: string;
  patient_name: string;
};
export type PaymentEvent = {
  at: string;
  what: string;
  actor: string | null;
  amount_cents: number | null;
  details: Record<string, unknown>;
};
export type PaymentFilter = {
  status?: 'succeeded' | 'failed' | 'refunded' | 'reversed' | undefined;
  method?: PaymentMethod | undefined;
  from?: string | undefined;
  to?: string | undefined;
  query?: string | undefined;
  timeZone: string;
};
export type LockedPayment = {
  id: string;
  invoiceId: string;
  amountCents: Cents;
  currency: Currency;
  method: PaymentMethod;
  status: 'succeeded' | 'failed' | 'refunded';
  refundedCents: Cents;
  reversedAt: Date | null;
  /** What of it paid the invoice, and what became the patient's credit. */
  settledCents: Cents;
  surplusCents: Cents;
};
export type StripePaymentFacts = {
  invoiceId: string;
  stripePaymentId: string;
  stripeChargeId: string | null;
  amountCents: Cents;
  currency: Currency;
  method: PaymentMethod;
  receivedAt: Date;
  rawEvent: string;
};
export type PaymentStore = {
  /** Books the money of one payment intent. `seen` when it is booked already, by whichever event. */
  addSucceeded(facts: StripePaymentFacts): Promise<{ id: string } | 'seen'>;
  /** Records a failed attempt, unless the payment has succeeded meanwhile. */
  recordFailed(facts: StripePaymentFacts & { message: string }): Promise<{ id: string } | 'seen'>;
  ofInvoice(invoiceId: string): Promise<PaymentView[]>;
  addOffline(payment: {
    id: string;
    invoiceId: string;
    amountCents: Cents;
    currency: Currency;
    method: OfflineMethod;
    reference: string | null;
    receiptNumber: string;
    staffId: string;
    receivedAt: Date;
  }): Promise<void>;
  invoiceOf(id: string): Promise<string | undefined>;
  lockBooked(id: string): Promise<LockedPayment | undefined>;
  addReversal(reversal: { paymentId: string; reason: string; staffId: string; at: Date }): Promise<void>;
  get(id: string): Promise<(PaymentListView & { reversal_reason: string | null }) | undefined>;
  list(filter: PaymentFilter, page: Page): Promise<PageOf<PaymentListView>>;
  /** What happened to a payment, oldest first. */
  timeline(id: string): Promise<PaymentEvent[]>;
  /** The payment that Stripe names so; a failed attempt is no payment yet. */
  named(
    ids: StripePaymentIds,
  ): Promise<{ id: string; invoiceId: string; chargeId: string | null } | undefined>;
};

/** A payment under lock, with what its refunds and disputes are told against. */
export type PaymentBooks = {
  id: string;
  invoiceId: string;
  status: 'succeeded' | 'failed' | 'refunded';
  amountCents: Cents;
  currency: Currency;
  stripePaymentId: string | null;
  stripeChargeId: string | null;
  /** A dispute forbids refunds. */
  disputed: boolean;
  /** Oldest first. */
  refunds: KnownRefund[];
};
export type RefundView = {
  id: string;
  payment_id: string;
  invoice_id: string;
  invoice_number: string | null;
  patient_id: string;
  patient_name: string;
  amount_cents: number;
  currency: Currency;
  status: RefundStatus;
  reason: RefundReason;
  note: string | null;
  effect: RefundEffect;
  outside_approval: boolean;
  self_approved: boolean;
  requested_by: string | null;
  requested_by_name: string | null;
  decided_by: string | null;
  decided_by_name: string | null;
  decided_at: string | null;
  decision_reason: string | null;
  stripe_refund_id: string | null;
  failure_reason: string | null;
  settled_at: string | null;
  created_at: string;
};
export type RefundFilter = {
  status?: RefundStatus | undefined;
  paymentId?: string | undefined;
  invoiceId?: string | undefined;
  outsideApproval?: boolean | undefined;
};
/** Exactly what Stripe is sent, kept before the call. */
export type RefundRequest = {
  paymentIntentId: string;
  amountCents: number;
  reason: StripeRefundReason;
  refundId: string;
  clinicId: string;
};
/** A refund, as its execution and its settlement need it. */
export type LockedRefund = KnownRefund & {
  paymentId: string;
  currency: Currency;
  reason: RefundReason;
  effect: RefundEffect;
  requestedBy: string | null;
  request: RefundRequest | null;
  sentAt: Date | null;
};
export type RefundStore = {
  add(refund: {
    paymentId: string;
    amountCents: Cents;
    reason: RefundReason;
    note: string | null;
    effect: RefundEffect;
    requestedBy: string;
  }): Promise<string>;
  addMadeAtStripe(refund: {
    paymentId: string;
    amountCents: Cents;
    reason: RefundReason;
    state: StripeRefundState;
    stripeRefundId: string | null;
    failureReason: string | null;
  }): Promise<string>;
  get(id: string): Promise<RefundView | undefined>;
  list(filter: RefundFilter, page: Page): Promise<PageOf<RefundView>>;
  lock(id: string): Promise<LockedRefund | undefined>;
  lockPayment(paymentId: string): Promise<PaymentBooks | undefined>;
  /** A payment's refunds and their sum, read without a lock, to see whether Stripe is to be asked. */
  ofPayment(paymentId: string): Promise<KnownRefund[]>;
  decide(
    id: string,
    decision: {
      status: 'approved' | 'rejected';
      staffId: string | null;
      selfApproved: boolean;
      reason: string | null;
      at: Date;
    },
  ): Promise<void>;
  markSent(id: string, request: RefundRequest, at: Date): Promise<void>;
  name(id: string, stripeRefundId: string): Promise<void>;
  settle(id: string, state: StripeRefundState, failureReason: string | null): Promise<void>;
  /** A wish that was not sent yet gives way. */
  reject(id: string, reason: string): Promise<void>;
  /** The invoice of a payment, as the ledger has it now. */
  invoiceFigures(invoiceId: string): Promise<InvoiceFigures>;
  /** What a refund booked when it succeeded; empty when it never did. */
  booked(refundId: string): Promise<LedgerEntry[]>;
  /** Refunds that were sent and whose end is not known, and those whose work died. */
  unsettled(limit: number): Promise<{ id: string; stripeRefundId: string | null; paymentIntentId: string }[]>;
};

export type LockedDispute = {
  id: string;
  stripeDisputeId: string;
  paymentId: string;
  status: string;
  withdrawnCents: Cents;
  reinstatedCents: Cents;
  outcome: DisputeOutcome | null;
};
export type DisputeView = {
  id: string;
  stripe_dispute_id: string;
  payment_id: string;
  invoice_id: string;
  invoice_number: string | null;
  patient_id: string;
  patient_name: string;
  amount_cents: number;
  currency: Currency;
  reason: string;
  status: string;
  is_charge_refundable: boolean;
  evidence_due_at: string | null;
  withdrawn_cents: number;
  reinstated_cents: number;
  fee_cents: number;
  outcome: DisputeOutcome | null;
  decided_by: string | null;
  decided_by_name: string | null;
  decided_at: string | null;
  opened_at: string;
};
export type DisputeFilter = {
  stage?: DisputeStage | undefined;
  paymentId?: string | undefined;
  invoiceId?: string | undefined;
};
export type DisputeStore = {
  /** Adds the dispute when it is new; locked either way. */
  lockTold(paymentId: string, told: StripeDispute): Promise<LockedDispute & { isNew: boolean }>;
  lock(id: string): Promise<LockedDispute | undefined>;
  change(id: string, told: StripeDispute, status: string): Promise<void>;
  moved(
    id: string,
    moved: { withdrawnCents?: Cents; reinstatedCents?: Cents; feeCents?: Cents },
  ): Promise<void>;
  decide(id: string, outcome: DisputeOutcome, staffId: string, at: Date): Promise<void>;
  get(id: string): Promise<DisputeView | undefined>;
  /** Newest first; those that wait for evidence by their deadline where the filter asks for them. */
  list(filter: DisputeFilter, page: Page): Promise<PageOf<DisputeView>>;
  /** Stripe's ids of the disputes that have no end yet. */
  open(): Promise<string[]>;
  /** Whether all that Stripe tells of a dispute is known and booked. */
  agrees(told: StripeDispute): Promise<boolean>;
};

/** A fee that Stripe has taken and the ledger does not have. */
export type UnbookedFee = {
  balanceTransactionId: string;
  feeCents: Cents;
  currency: Currency;
  for: FeeFor;
  at: Date;
};
export type PayoutRecord = {
  id: string;
  stripePayoutId: string;
  amountCents: Cents;
  currency: Currency;
  status: string;
};
/** What Stripe says of its own books. */
export type BalanceStore = {
  /** Keeps what is new, and the payout of what is known. */
  add(transactions: readonly BalanceTransaction[], stripePayoutId: string | null): Promise<void>;
  unbookedFees(which: {
    ids?: readonly string[];
    sources?: readonly string[];
    since?: Date;
  }): Promise<UnbookedFee[]>;
  /** Keeps the payout, locked, with the status it had before; `isNew` when it was not known. */
  lockPayout(told: StripePayout): Promise<PayoutRecord & { isNew: boolean }>;
  changePayout(id: string, told: StripePayout, status: string): Promise<void>;
  payout(id: string): Promise<PayoutRecord | undefined>;
  /** Whether a payout is known with this status, and with its parts. */
  knowsPayout(told: StripePayout): Promise<boolean>;
  markReconciled(id: string): Promise<void>;
};

/** How far one of our payments agrees with Stripe. */
export type OurPayment = {
  id: string;
  invoiceId: string;
  stripePaymentId: string;
  stripeChargeId: string | null;
  amountCents: number;
  currency: string;
  receivedAt: Date;
  /** Stripe's balance has its charge. */
  settled: boolean;
};
export type OurRefund = {
  id: string;
  invoiceId: string;
  stripePaymentId: string;
  stripeRefundId: string | null;
  amountCents: number;
  currency: string;
  madeAtStripe: boolean;
  /** Stripe's balance has it. */
  inBalance: boolean;
  createdAt: Date;
};
export type ReconciliationRun = {
  id: string;
  state: 'waiting' | 'running' | 'done' | 'failed';
  requested_by: string | null;
  found: Record<string, number>;
  last_error: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
};
export type BreakView = {
  id: string;
  class: BreakClass;
  object: string;
  currency: string;
  ours_cents: number | null;
  stripe_cents: number | null;
  detail: string;
  happened_at: string;
  invoice_id: string | null;
  invoice_number: string | null;
  stripe_payout_id: string | null;
  found_at: string;
  resolved_at: string | null;
  accepted_by: string | null;
  accepted_note: string | null;
};
export type PayoutView = {
  id: string;
  stripe_payout_id: string;
  amount_cents: number;
  currency: string;
  status: string;
  failure_message: string | null;
  arrives_on: string;
  made_at: string;
  reconciled: boolean;
};
export type ReconciliationStore = {
  watermark(name: string): Promise<string | undefined>;
  setWatermark(name: string, value: string): Promise<void>;
  /** The run that is waiting or running, or a new one. */
  ask(requestedBy: string | null): Promise<string>;
  /** False when somebody else is at it. */
  begin(id: string): Promise<boolean>;
  finish(id: string, found: Record<string, number>): Promise<void>;
  /** Back to waiting, so that it is tried again. */
  interrupted(id: string, error: string): Promise<void>;
  run(id: string): Promise<ReconciliationRun | undefined>;
  lastRun(): Promise<ReconciliationRun | undefined>;
  lines(from: Date, to: Date): Promise<BalanceLine[]>;
  ourPayments(from: Date, to: Date): Promise<OurPayment[]>;
  ourRefunds(from: Date, to: Date): Promise<OurRefund[]>;
  payouts(from: Date, to: Date): Promise<(PayoutView & { parts_cents: number })[]>;
  partsOf(stripePayoutIds: readonly string[]): Promise<BalanceLine[]>;
  /** What the ledger says lies at Stripe, and what Stripe's own transactions come to. */
  clearing(): Promise<{ currency: string; ledger_cents: number; stripe_cents: number }[]>;
  /** When the oldest difference that is still open happened. */
  oldestBreak(): Promise<Date | undefined>;
  /** Keeps what was found, and resolves what since then is gone; staff's acceptance lasts. */
  saveBreaks(found: readonly Break[], since: Date): Promise<void>;
  breaks(from: Date, to: Date): Promise<BreakView[]>;
  break(id: string): Promise<BreakView | undefined>;
  accept(id: string, staffId: string, note: string, at: Date): Promise<boolean>;
};

export type CheckoutKind = 'checkout_session' | 'payment_link';
export type CheckoutState = 'creating' | 'open' | 'closing' | 'complete' | 'expired' | 'failed';
export type Checkout = {
  id: string;
  invoiceId: string;
  amountCents: Cents;
  kind: CheckoutKind;
  state: CheckoutState;
  idempotencyKey: string;
  request: CheckoutRequest;
  stripeId: string | null;
  url: string | null;
  expiresAt: Date | null;
  createdAt: Date;
};
export type CheckoutStore = {
  add(
    checkout: Pick<Checkout, 'id' | 'invoiceId' | 'amountCents' | 'kind' | 'idempotencyKey' | 'request'> & {
      currency: Currency;
    },
  ): Promise<void>;
  /** The page that is being made, open or closing for an invoice; at most one. */
  live(invoiceId: string): Promise<Checkout | undefined>;
  get(id: string): Promise<Checkout | undefined>;
  opened(id: string, at: { stripeId: string; url: string; expiresAt: Date | null }): Promise<void>;
  setState(id: string, state: CheckoutState, lastError?: string): Promise<void>;
  byStripeId(stripeId: string): Promise<{ id: string; invoiceId: string; state: CheckoutState } | undefined>;
};

export type StripeEventRecord = {
  id: string;
  type: string;
  livemode: boolean;
  createdAt: Date;
  payload: string;
};
export type StripeEventStore = {
  /** Stores an event once; false when it is known. */
  add(event: StripeEventRecord & { source: 'webhook' | 'recovery'; requestId: string }): Promise<boolean>;
  /** Counts an attempt before the work and says when the next may be, so that a killer event cannot loop. */
  claim(
    id: string,
    pauseSeconds: number,
  ): Promise<(StripeEventRecord & { attempts: number; requestId: string }) | undefined>;
  /** Locks an event that is not settled yet. */
  lock(id: string): Promise<boolean>;
  settle(id: string, state: 'applied' | 'ignored' | 'quarantined', reason: string | null): Promise<void>;
  /** Sets an event aside until the payment is there that it is about; `tooOld` when it has waited for days. */
  park(id: string, waitsFor: string): Promise<'parked' | 'too_old'>;
  /** The events that wait for one of these ids. */
  waiting(ids: readonly string[]): Promise<{ id: string; requestId: string }[]>;
  due(limit: number): Promise<{ id: string; requestId: string }[]>;
  list(state: StripeEventState | undefined, page: Page): Promise<PageOf<StripeEventView>>;
  get(id: string): Promise<StripeEventView | undefined>;
  /** Lets a quarantined event be applied again; false when it is not quarantined. */
  replay(id: string): Promise<boolean>;
};
export type StripeEventState = 'received' | 'applied' | 'ignored' | 'quarantined';
export type StripeEventView = {
  id: string;
  type: string;
  state: StripeEventState;
  reason: string | null;
  attempts: number;
  source: string;
  created_at: string;
  received_at: string;
  settled_at: string | null;
};

export type WorkTopic =
  | 'open_checkout'
  | 'close_checkout'
  | 'send_message'
  | 'remind'
  | 'archive'
  | 'execute_refund'
  | 'sync_payout'
  | 'reconcile';
export type Work = { id: string; topic: WorkTopic; subjectId: string; attempts: number; requestId: string };
export type Outbox = {
  /** Asks for work once per topic and subject; the id, to wake the queue after the commit. */
  add(topic: WorkTopic, subjectId: string, requestId: string): Promise<string>;
  claim(id: string, pauseSeconds: number): Promise<Work | undefined>;
  done(id: string): Promise<void>;
  /** Keeps the error and the next time to try; `dead` leaves it to staff. */
  failed(id: string, error: string, pauseSeconds: number, dead: boolean): Promise<void>;
  due(limit: number): Promise<{ id: string; requestId: string }[]>;
};

export type Channel = 'email' | 'sms';
export type MessageStore = {
  add(message: {
    kind: MessageKind;
    channel: Channel;
    patientId: string;
    invoiceId: string;
    linkId: string;
    cause: string;
  }): Promise<string | 'known'>;
  /** The message with all that is needed to send it now. */
  get(id: string): Promise<
    | {
        id: string;
        kind: MessageKind;
        channel: Channel;
        state: MessageState;
        language: Language;
        address: string | null;
        invoiceNumber: string;
        link: PatientLink;
      }
    | undefined
  >;
  byCause(channel: Channel, cause: string): Promise<string>;
  /** Counts an attempt before it is made; how many there were, this one included. */
  countAttempt(id: string): Promise<number>;
  sent(id: string, providerId: string): Promise<void>;
  /** Nothing more is tried. `bounced`: the address refused it for good. */
  failed(id: string, error: string, bounced?: boolean): Promise<void>;
  /** Not sent, because what it would say is true no more. */
  skipped(id: string, reason: string): Promise<void>;
  view(id: string): Promise<MessageView | undefined>;
  list(filter: MessageFilter, page: Page): Promise<PageOf<MessageView>>;
};
export type MessageState = 'pending' | 'sent' | 'failed' | 'skipped';
export type MessageFilter = {
  invoiceId?: string | undefined;
  patientId?: string | undefined;
  state?: MessageState | undefined;
};
export type MessageView = {
  id: string;
  kind: MessageKind;
  channel: Channel;
  state: MessageState;
  bounced: boolean;
  attempts: number;
  patient_id: string;
  patient_name: string;
  invoice_id: string;
  invoice_number: string;
  last_error: string | null;
  created_at: string;
  sent_at: string | null;
};

export type PatientLink = { id: string; invoiceId: string; purpose: LinkPurpose; expiresAt: Date };
export type PatientLinkView = {
  id: string;
  purpose: LinkPurpose;
  state: 'active' | 'expired' | 'revoked';
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
  view_count: number;
  last_viewed_at: string | null;
};
export type PatientLinkStore = {
  add(invoiceId: string, purpose: LinkPurpose, expiresAt: Date): Promise<PatientLink>;
  get(id: string): Promise<(PatientLink & { revoked: boolean; patientId: string }) | undefined>;
  countView(id: string): Promise<void>;
  list(invoiceId: string, now: Date): Promise<PatientLinkView[]>;
  /** False when it was revoked before. */
  revoke(id: string, at: Date): Promise<boolean>;
};

export type RetentionReport = {
  kept: number;
  /** Past their time, and not on hold. */
  due: number;
  held: number;
  oldest: string | null;
  /** When the next record is past its time. */
  nextDue: string | null;
};
export type RetentionStore = {
  report(
    recordClass: RetentionClass,
    years: number | null,
    heldPatients: readonly string[],
  ): Promise<RetentionReport>;
  /** Deletes at most so many that are past their time; their ids. Throws when no rule lets them go. */
  purge(recordClass: RetentionClass, atMost: number): Promise<string[]>;
  /** Bundles whose purge is decided and that may still lie in storage. */
  purgedBlobs(): Promise<{ id: string; blob: string; sha256: string }[]>;
  blobGone(archiveId: string): Promise<void>;
};

/** The invoice changed between the writing of its bundle and the moving of its details. */
export class ArchiveOvertaken extends Error {
  override name = 'ArchiveOvertaken';
}
export type ArchiveState = 'written' | 'archived' | 'restored' | 'abandoned';
export type ArchiveRow = {
  id: string;
  invoiceId: string;
  invoiceNumber: string | null;
  patientId: string;
  state: ArchiveState;
  blob: string;
  sha256: string;
  bytes: number;
  manifest: string;
  signature: Uint8Array;
  detailsSha256: string;
  writtenAt: string;
  archivedAt: string | null;
  restoredAt: string | null;
  purgedAt: string | null;
};
export type ArchiveKey = { updatedAt: string; id: string };
export type ArchiveStore = {
  /** Invoices at rest since before an instant, those untouched longest first. */
  find(before: Date, after: ArchiveKey | undefined, limit: number): Promise<ArchiveKey[]>;
  /** Everything that is known of an invoice, and the rows that leave, as JSON with their hash. */
  record(
    invoiceId: string,
  ): Promise<{ record: string; details: string; detailsSha256: string; taxCents: number }>;
  /** Under the patient's own key, so that erasing the patient makes the bundle unreadable too. */
  seal(patientId: string, text: string): Promise<Uint8Array>;
  /** Nothing when the patient's key was destroyed. */
  open(patientId: string, sealed: Uint8Array): Promise<string | undefined>;
  add(
    archive: Pick<
      ArchiveRow,
      'invoiceId' | 'blob' | 'sha256' | 'bytes' | 'manifest' | 'signature' | 'detailsSha256'
    > & {
      taxCents: number;
    },
  ): Promise<string>;
  /** The bundle that is being written or that holds the invoice's details; at most one. */
  live(invoiceId: string): Promise<ArchiveRow | undefined>;
  get(id: string): Promise<ArchiveRow | undefined>;
  /** False when it holds the invoice's details by now. */
  abandon(id: string): Promise<boolean>;
  /** Takes the details out of the tables. Throws ArchiveOvertaken. */
  move(id: string): Promise<void>;
  /** Puts them back; the database takes nothing but what left. */
  restore(id: string, details: string): Promise<void>;
  list(page: Page): Promise<PageOf<ArchiveRow>>;
};

/** Work that was given up (`work`), or a queue message that no function could take (`message`). */
export type DeadLetter = {
  id: string;
  kind: 'work' | 'message';
  topic: string;
  subject_id: string;
  attempts: number;
  last_error: string | null;
  since: string;
};
export type TimerRun = {
  name: string;
  periodSeconds: number;
  startedAt: Date;
  finishedAt: Date | null;
  lastError: string | null;
  failuresInARow: number;
};
export type AlertView = { kind: string; id: string; reason: string; since: Date; remedy: string };
export type WatchStore = {
  deadLetters(page: Page): Promise<PageOf<DeadLetter>>;
  /** Gives a dead letter another life; what it was, or nothing when it is not dead. */
  revive(
    id: string,
  ): Promise<{ kind: 'work' } | { kind: 'message'; queue: string; body: string } | undefined>;
  addPoison(message: { queue: string; body: string; reason: string }): Promise<void>;
  timerStarted(name: string, periodSeconds: number): Promise<void>;
  /** Null when it ended well. */
  timerEnded(name: string, error: string | null): Promise<void>;
  timers(): Promise<TimerRun[]>;
  /** What somebody should look at, at most so many of each kind. */
  alerts(limit: number): Promise<AlertView[]>;
};

export type StoredSettings = ClinicSettings & { version: number; updated_at: string };
export type SettingsStore = {
  get(): Promise<StoredSettings>;
  /** The settings, and nobody else changes them until this transaction ends. */
  lock(): Promise<StoredSettings>;
  save(settings: ClinicSettings): Promise<void>;
};

/** Where a walk over invoices by due date goes on. */
export type DueKey = { dueOn: Day; id: string };
export type OverdueStore = {
  /** Invoices that are past their due date and not marked, earliest due first. */
  find(today: Day, after: DueKey | undefined, limit: number): Promise<DueKey[]>;
  /** Invoices that are marked for a day that has not come: the clock was ahead when they were. */
  findEarly(today: Day, after: DueKey | undefined, limit: number): Promise<DueKey[]>;
  /** Writes down since when the invoice is overdue; false when it is written already. */
  mark(id: string): Promise<boolean>;
  /** Takes back a mark for a day that has not come; false when there is none. */
  unmark(id: string, today: Day): Promise<boolean>;
};

export type ReminderSubject = ReminderFacts & {
  invoiceId: string;
  patientId: string;
  invoiceNumber: string;
  patientName: string;
  channel: Channel | null;
  currency: Currency;
  balanceCents: number;
};
export type ReminderPreview = ReminderSubject & { next: NextReminder };
export type ReminderStore = {
  subject(invoiceId: string, timeZone: string): Promise<ReminderSubject | undefined>;
  /** Open invoices that are due in a span of days, earliest first. */
  subjects(
    due: { from: Day; to: Day },
    after: DueKey | undefined,
    limit: number,
    timeZone: string,
  ): Promise<ReminderSubject[]>;
  pause(invoiceId: string, at: Date | null): Promise<void>;
  /** False when there is no such patient. */
  decline(patientId: string, at: Date | null): Promise<boolean>;
};

export type LateFeeStore = {
  /** Overdue invoices that owe something, are no fees themselves and are not disputed or paused. */
  find(dueBefore: Day, after: DueKey | undefined, limit: number): Promise<DueKey[]>;
  add(fee: {
    invoiceId: string;
    rule: 'fixed' | 'percent';
    period: number;
    feeInvoiceId: string;
    amountCents: Cents;
  }): Promise<void>;
  has(invoiceId: string, rule: 'fixed' | 'percent', period: number): Promise<boolean>;
  /** Fees whose invoice was drafted and not issued: the job died in between. */
  unissued(limit: number): Promise<string[]>;
};

export type IdempotencyStore = {
  /** Takes the key for this request; when another has it, what that one answered. Waits for one in flight. */
  take(
    key: IdempotencyKey,
  ): Promise<
    'taken' | { requestHash: Uint8Array; status: number | null; reply: unknown; subjectId: string | null }
  >;
  remember(key: IdempotencyKey, subjectId: string): Promise<void>;
  answered(key: IdempotencyKey, status: number, reply: unknown): Promise<void>;
};
export type IdempotencyKey = { caller: string; operation: string; key: string; requestHash: Uint8Array };

export type AuditEntry = {
  action: string;
  targetType: string;
  targetId: string | null;
  details?: Record<string, unknown>;
  outcome?: 'done' | 'refused';
};
export type AuditView = {
  id: string;
  action: string;
  actor: string;
  target_type: string;
  target_id: string | null;
  summary: string;
  at: string;
};
export type AuditStore = {
  record(by: Caller, entry: AuditEntry): Promise<void>;
  recent(limit: number): Promise<AuditView[]>;
  /** Newest first. */
  list(filter: AuditFilter, page: Page): Promise<PageOf<AuditRecordView>>;
};
export type AuditFilter = {
  targetType?: string | undefined;
  targetId?: string | undefined;
  actorId?: string | undefined;
  action?: string | undefined;
  /** Instants; `to` is not included. */
  from?: Date | undefined;
  to?: Date | undefined;
};
export type AuditRecordView = {
  id: string;
  actor_type: 'staff' | 'system';
  actor_id: string | null;
  actor_name: string | null;
  action: string;
  target_type: string;
  target_id: string | null;
  outcome: 'done' | 'refused';
  details: Record<string, unknown>;
  request_id: string;
  address: string | null;
  created_at: string;
};

/** A row of the audit trail in the one spelling that is hashed. */
export type AuditRow = {
  id: string;
  sequence: string;
  actor_type: string;
  actor_id: string | null;
  action: string;
  target_type: string;
  target_id: string | null;
  outcome: string;
  details: string;
  request_id: string;
  address: string | null;
  created_at: string;
};
export type AuditLink = {
  position: number;
  auditId: string;
  rowHash: Uint8Array;
  previousHash: Uint8Array;
  hash: Uint8Array;
};
export type AuditSeal = {
  number: number;
  position: number;
  hash: Uint8Array;
  /** Every row up to this sequence is in the chain. */
  sequence: number;
  previousSignature: Uint8Array;
  keyId: string;
  sealedAt: string;
  signature: Uint8Array;
};
export type AuditChainStore = {
  /** Whether this transaction may extend the chain; another one does when not. */
  lock(): Promise<boolean>;
  unchained(limit: number): Promise<AuditRow[]>;
  head(): Promise<{ position: number; hash: Uint8Array } | undefined>;
  add(links: readonly AuditLink[]): Promise<void>;
  /** Holds off the writers for this transaction; the newest sequence, or nothing when one writes for too long. */
  closePage(): Promise<number | undefined>;
  /** The database's own time, which the rows carry too. */
  now(): Promise<Date>;
  chainedAt(position: number): Promise<Date>;
  newestSeal(): Promise<AuditSeal | undefined>;
  addSeal(seal: AuditSeal): Promise<void>;
  unstoredSeals(limit: number): Promise<AuditSeal[]>;
  sealStored(number: number): Promise<void>;
};

// ---- Stripe -------------------------------------------------------------------------------------------------------

/** What a payment page is asked for, exactly as it is sent: kept before the call so that a repeat is the same call. */
export type CheckoutRequest = {
  invoiceId: string;
  clinicId: string;
  currency: Currency;
  lines: { name: string; amountCents: number }[];
  successUrl: string;
  cancelUrl: string;
  /** Unix seconds; null for a payment link, which has no end of its own. */
  expiresAt: number | null;
};

/** Stripe did not do it, or we do not know whether it did. */
export class StripeFailure extends Error {
  override name = 'StripeFailure';
  /** `unknown`: no answer, so it may have been done. `refused`: certain that it was not, and repeating is in vain. */
  readonly certainty: 'unknown' | 'refused';
  readonly code: string;
  constructor(certainty: 'unknown' | 'refused', code: string, message: string) {
    super(message);
    this.certainty = certainty;
    this.code = code;
  }
}

export type StripePort = {
  openCheckout(
    kind: CheckoutKind,
    request: CheckoutRequest,
    idempotencyKey: string,
  ): Promise<{ stripeId: string; url: string; expiresAt: Date | null }>;
  /** Makes a page unusable. `complete` when it was paid before we came. Throws StripeFailure. */
  closeCheckout(kind: CheckoutKind, stripeId: string): Promise<'expired' | 'complete'>;
  /** An event from the bytes that Stripe signed, or why they cannot be trusted. */
  verifyEvent(body: string, signature: string): StripeEventRecord | 'not_signed' | 'not_an_event';
  readFact(event: StripeEventRecord): StripeFact;
  /** Sends a refund, as it was stored. Answers its id at Stripe. Throws StripeFailure. */
  refund(request: RefundRequest, idempotencyKey: string): Promise<{ stripeRefundId: string }>;
  /** All refunds of a payment, oldest first; `unknown` when Stripe does not know the payment. */
  refundsOf(payment: StripePaymentIds): Promise<StripeRefund[] | 'unknown'>;
  /** The money of a payment, when it has succeeded; `unknown` when Stripe does not know it. */
  paymentMoney(payment: StripePaymentIds): Promise<StripeMoney | 'not_paid' | 'unknown'>;
  dispute(stripeDisputeId: string): Promise<StripeDispute | 'unknown'>;
  balanceTransaction(id: string): Promise<BalanceTransaction | 'unknown'>;
  /** What a payout is made of, the payout's own entry left out. */
  partsOf(stripePayoutId: string): Promise<BalanceTransaction[]>;
  /** Events after one that we have, a page at a time, oldest first; `unknown` when Stripe has forgotten that one. */
  eventsAfter(eventId: string): Promise<{ events: StripeEventRecord[]; more: boolean } | 'unknown'>;
  /** All events since an instant, oldest first. */
  eventsSince(from: Date): Promise<StripeEventRecord[]>;
  /** What exists at Stripe since an instant, because an event may never have come to be. */
  paymentsSince(from: Date): Promise<{ paymentIntentId: string; money: StripeMoney | 'not_paid' }[]>;
  checkoutsSince(from: Date): Promise<{ sessionId: string; end: 'open' | 'complete' | 'expired' }[]>;
  refundsSince(from: Date): Promise<StripeRefund[]>;
  disputesSince(from: Date): Promise<StripeDispute[]>;
  balanceTransactionsSince(from: Date): Promise<BalanceTransaction[]>;
  payoutsSince(from: Date): Promise<StripePayout[]>;
};

// ---- The rest of the world ----------------------------------------------------------------------------------------

export type Queues = {
  /** Wakes the function that applies an event. Never throws: a timer finds what was not announced. */
  eventStored(eventId: string, requestId: string): Promise<void>;
  workAdded(workId: string, requestId: string): Promise<void>;
  /** Puts a message back as it was; throws when the queue does not take it. */
  again(queue: string, body: string): Promise<void>;
  /** Invoices that look overdue; each is decided on again by whoever takes the message. */
  overdueFound(invoiceIds: readonly string[], requestId: string): Promise<void>;
  health(): Promise<void>;
};

/** Records that are written once and never changed; names have a prefix such as `archives/`. */
export type BlobStore = {
  /** Writes the blob if its name is free; content that is there already must be the same. Throws otherwise. */
  put(name: string, bytes: Uint8Array): Promise<{ sha256: string; created: boolean }>;
  /** Writes a large blob piece by piece. Throws when the name is taken. */
  putStream(name: string, stream: Readable): Promise<void>;
  get(name: string): Promise<Uint8Array | undefined>;
  getStream(name: string): Promise<NodeJS.ReadableStream | undefined>;
  list(prefix: string): AsyncIterable<StoredBlob>;
  remove(name: string): Promise<void>;
};
export type StoredBlob = { name: string; bytes: number; sha256: string | null; writtenAt: Date };

/** The place of one backup. */
export type BackupTarget = {
  write(file: string, stream: Readable): Promise<void>;
  read(file: string): Promise<AsyncIterable<Uint8Array>>;
};
export type BackupChecks = {
  ledger: Record<string, { entries: number; debits_cents: number; balance_cents: number }>;
  numbers: Record<string, { given: number; last: number }>;
  audit: { rows: number; last: number; chained: number; head: string | null };
  owed_cents: number;
};
export type BackupManifest = {
  format: string;
  /** The moment of the database that the backup holds. */
  snapshot_at: string;
  server_version: string;
  migrations: string[];
  checks: BackupChecks;
  tables: {
    name: string;
    columns: string[];
    file: string;
    rows: number;
    bytes: number;
    /** Of the rows as COPY writes them, ordered by their key. */
    sha256: string;
  }[];
};
export type BackupPort = {
  make(name: string): Promise<BackupManifest>;
  /** `complete`: its manifest is there. */
  list(): Promise<{ name: string; complete: boolean }[]>;
  remove(name: string): Promise<void>;
};

/** Invoices and receipts on paper: the same facts make the same bytes. */
export type PdfPort = { render(document: PrintedDocument): Promise<Uint8Array> };

export type CsvPort = {
  /** Lines of a file that spreadsheets open as text, the columns' names first. */
  lines(
    columns: readonly string[],
    rows: AsyncIterable<readonly (string | number | null)[]>,
  ): AsyncIterable<string>;
};

/** A message was not taken. */
export class DeliveryFailure extends Error {
  override name = 'DeliveryFailure';
  /** The address refuses it for good, so that another try is in vain. */
  readonly permanent: boolean;
  constructor(message: string, permanent: boolean) {
    super(message);
    this.permanent = permanent;
  }
}

export type MailPort = {
  /** Hands an e-mail to the mail server; the id under which it was taken. */
  send(mail: { to: string; subject: string; text: string; html: string; messageId: string }): Promise<string>;
};
export type SmsPort = {
  /** Hands over a text; `again` when an earlier try may have been taken, so that the provider is asked first. */
  send(sms: { to: string; text: string; again: boolean }): Promise<string>;
};

export type Tokens = {
  accessToken(staff: StaffMember, sessionId: string, now: Date): Promise<string>;
  /** Who a token says it is, if we signed it and it still lives. */
  readAccessToken(token: string): Promise<{ staffId: string; sessionId: string } | undefined>;
  newRefreshToken(): { token: string; hash: Uint8Array };
  hashRefreshToken(token: string): Uint8Array;
  linkToken(link: PatientLink): string;
  readLinkToken(token: string): { linkId: string; purpose: LinkPurpose; expiresAt: Date } | undefined;
  setupCodeIs(code: string): boolean;
};
export const ACCESS_TOKEN_SECONDS = 900;

export type Passwords = {
  hash(password: string): Promise<string>;
  /** Takes as long for a wrong e-mail as for a wrong password. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
};

/** Codes of authenticator apps, and the codes for losing one. */
export type SecondFactors = {
  newSecret(account: string): { secret: string; uri: string };
  /** The half-minute that the code belongs to, if it is one of now. */
  stepOf(secret: string, code: string, now: Date): number | undefined;
  newRecoveryCodes(): { code: string; hash: Uint8Array }[];
  recoveryHash(code: string): Uint8Array;
};

/** Signs the heads of the audit chain. */
export type Seals = {
  /** Names the key without telling it. */
  keyId: string;
  /** What checks the signatures: SPKI in base64. */
  publicKey: string;
  sign(text: string): Uint8Array;
};

export type Limit =
  | 'sign_in_account'
  | 'sign_in_account_hour'
  | 'sign_in_address'
  | 'password_check'
  | 'second_factor'
  | 'one_time_link'
  | 'patient_link'
  | 'refused_token'
  | 'link_renewal'
  | 'checkout'
  | 'refresh';
export type RateLimits = {
  /** Gives the key its points back: it was used rightly. */
  restore(limit: Limit, key: string): Promise<void>;
  /** Refuses with 429 when the key has used up its points; else counts one. */
  spend(limit: Limit, key: string): Promise<void>;
  /** The same without a refusal: whether there was a point left. */
  take(limit: Limit, key: string): Promise<boolean>;
  /** Refuses with 429 when the key has used up its points, and counts nothing. */
  require(limit: Limit, key: string): Promise<void>;
};

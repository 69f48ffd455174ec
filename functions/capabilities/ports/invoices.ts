/** Invoices and drafts, as they are written, locked and read. */
import type { Dashboard } from '../../contracts/dashboard.ts';
import type { TimelineEvent } from '../../contracts/fields.ts';
import type { InvoiceItem } from '../../contracts/invoice-lines.ts';
import type { Invoice, InvoiceSummary } from '../../contracts/invoices.ts';
import type { PublicInvoice, PublicReceipt } from '../../contracts/public.ts';
import type { AlertFigure } from '../../domain/alerts.ts';
import type { Settleable } from '../../domain/allocation.ts';
import type { Day } from '../../domain/calendar.ts';
import type { Currency } from '../../domain/currency.ts';
import type { InvoiceBalance, InvoiceStatus } from '../../domain/invoice.ts';
import type { LineDetails } from '../../domain/line-details.ts';
import type { Language } from '../../domain/messages.ts';
import type { Cents } from '../../domain/money.ts';
import type { LinkPurpose } from '../../domain/patient-link.ts';
import type { CheckoutKind } from './checkouts.ts';
import type { Page, PageOf } from './common.ts';

export type DraftLine = {
  description: string;
  quantity: number;
  details: LineDetails;
  unitPriceCents: Cents;
  discountCents: Cents;
  /** The line's part of the invoice's discount. */
  discountShareCents: Cents;
  taxRateThousandths: number | null;
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
  /** Its lines are in the archive: here it has none. */
  archived: boolean;
  notes: string | null;
  version: number;
  lines: readonly (DraftLine & { id: string; totalCents: Cents })[];
};

/** An invoice under lock, with what its status follows. */
export type InvoiceStanding = InvoiceBalance & Pick<LockedInvoice, 'id' | 'status' | 'archived'>;

/** What the database keeps of an invoice; the reply's remaining fields need Stripe's limits, a token or the archive. */
export type StoredInvoice = Omit<Invoice, 'online_payment_problem' | 'patient_link' | 'archive'> & {
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

/** An open invoice on the page of its patient's account. */
export type AccountInvoice = {
  id: string;
  invoice_number: string;
  status: InvoiceStatus;
  currency: Currency;
  issued_at: string;
  due_date: string;
  total_amount_cents: number;
  balance_cents: number;
  /** A payment page that covers it was finished, and the money is not confirmed yet. */
  processing: boolean;
};

export type InvoiceStore = {
  addDraft(draft: Draft, staffId: string): Promise<string>;
  replaceDraft(id: string, draft: Draft): Promise<void>;
  removeDraft(id: string): Promise<void>;
  lock(id: string): Promise<LockedInvoice | undefined>;
  /** Locks the invoice; refuses `invoice_unknown` (404). */
  require(id: string): Promise<LockedInvoice>;
  /** Locks those of the invoices that exist, in the one order in which several are locked. */
  lockSeveral(ids: readonly string[]): Promise<LockedInvoice[]>;
  /** What the patient owes in the currency, not locked. */
  open(patientId: string, currency: Currency): Promise<Settleable[]>;
  /** The open invoices of a patient in all currencies, the oldest due first. */
  ofAccount(patientId: string): Promise<AccountInvoice[]>;
  /** What the patient owes in the currency, without what is about to be paid. */
  payableOfAccount(patientId: string, currency: Currency): Promise<number>;
  /** Locks the invoice and reads what its status follows. */
  lockStanding(id: string): Promise<InvoiceStanding | undefined>;
  /** The id of the invoice with this number. */
  idOfNumber(number: string): Promise<string | undefined>;
  /** With the clinic's day, an invoice that no sweep has marked yet is late as well. */
  get(id: string, today?: Day): Promise<StoredInvoice | undefined>;
  list(filter: InvoiceFilter, page: Page): Promise<PageOf<InvoiceSummary>>;
  /** The lines of invoices by their ids; none of those that are archived. */
  itemsOf(ids: readonly string[]): Promise<Map<string, InvoiceItem[]>>;
  markIssued(id: string, number: string, at: Date): Promise<void>;
  setStatus(id: string, status: InvoiceStatus): Promise<void>;
  markCancelled(id: string, reason: string, at: Date): Promise<void>;
  /** Moves the due date, and takes the mark of being late away. */
  moveDueDate(id: string, dueOn: Day): Promise<void>;
  rememberCheckout(id: string, kind: CheckoutKind, stripeId: string): Promise<void>;
  /** What was done to it and to its payments, oldest first. */
  /** The version and state that an open page polls to see whether the invoice has changed. */
  state(id: string): Promise<Pick<StoredInvoice, 'status' | 'balance_cents'> | undefined>;
  timeline(id: string): Promise<TimelineEvent[]>;
  publicView(id: string): Promise<StoredPublicInvoice | undefined>;
  dashboard(currency: Currency, today: Day, timeZone: string): Promise<DashboardFigures>;
};

/** What the patient's page, the receipt and the PDF are made of. */
export type StoredPublicInvoice = Omit<
  PublicInvoice,
  'overdue' | 'clinic' | 'payable' | 'minimum_cents' | 'payments'
> &
  Pick<PublicReceipt, 'payments' | 'failure_code'> & {
    /** The patient's language on the day of the issue; not shown, but printed in. */
    language: Language;
    /** Of the clinic's details at the issue; null before there were versions. */
    clinic_version: number | null;
  };

export type DashboardFigures = Omit<Dashboard, 'currency' | 'activity' | 'attention'> & {
  attention: Omit<Dashboard['attention'], AlertFigure>;
};

/** Invoices and drafts, as they are written, locked and read. */
import type { Day } from '../../domain/calendar.ts';
import type { Currency } from '../../domain/currency.ts';
import type { InvoiceBalance, InvoiceStatus } from '../../domain/invoice.ts';
import type { Language } from '../../domain/messages.ts';
import type { Cents } from '../../domain/money.ts';
import type { LinkPurpose } from '../../domain/patient-link.ts';
import type { CheckoutKind } from './checkouts.ts';
import type { Page, PageOf, TimelineEvent } from './common.ts';

export type DraftLine = {
  description: string;
  quantity: number;
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

export type InvoiceItemView = {
  id: string;
  description: string;
  quantity: number;
  unit_price_cents: number;
  discount_cents: number;
  invoice_discount_cents: number;
  tax_rate_thousandths: number | null;
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
  dispute_open: boolean;
  refund_blocked: boolean;
  refund_waiting: boolean;
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
  patient_credit_cents: number;
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
  /** Locks the invoice; refuses `invoice_unknown` (404). */
  require(id: string): Promise<LockedInvoice>;
  /** The id of the invoice with this number. */
  idOfNumber(number: string): Promise<string | undefined>;
  /** With the clinic's day, an invoice that no sweep has marked yet is late as well. */
  get(id: string, today?: Day): Promise<InvoiceView | undefined>;
  list(filter: InvoiceFilter, page: Page): Promise<PageOf<InvoiceSummaryView>>;
  markIssued(id: string, number: string, at: Date): Promise<void>;
  setStatus(id: string, status: InvoiceStatus): Promise<void>;
  markCancelled(id: string, reason: string, at: Date): Promise<void>;
  /** Moves the due date, and takes the mark of being late away. */
  moveDueDate(id: string, dueOn: Day): Promise<void>;
  rememberCheckout(id: string, kind: CheckoutKind, stripeId: string): Promise<void>;
  /** What was done to it and to its payments, oldest first. */
  /** What a page that is open looks at to see whether the invoice has changed. */
  state(id: string): Promise<Pick<InvoiceView, 'status' | 'balance_cents'> | undefined>;
  timeline(id: string): Promise<TimelineEvent[]>;
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
  items: Omit<InvoiceItemView, 'id' | 'invoice_discount_cents' | 'tax_basis_points'>[];
  discount_cents: number;
  total_amount_cents: number;
  paid_cents: number;
  credited_cents: number;
  balance_cents: number;
  /** What was paid or credited beyond the debt and became the patient's credit. */
  to_credit_cents: number;
  processing: boolean;
  /** Why the last attempt failed, as Stripe's code; `declined` when it gave none. */
  failure_code: string | null;
  payments: {
    amount_cents: number;
    refunded_cents: number;
    method: string;
    reference: string;
    /** Short code of the first seal over the payment's audit row; none until it is made, and always the same then. */
    seal: string | null;
    received_at: string;
  }[];
};

export type DashboardView = {
  outstanding: { count: number; amount_cents: number };
  overdue: { count: number; amount_cents: number };
  currencies: {
    currency: Currency;
    outstanding: { count: number; amount_cents: number };
    overdue: { count: number; amount_cents: number };
  }[];
  collected_this_month_cents: number;
  collected_last_month_cents: number;
  recent_payments: { count: number; amount_cents: number };
  months: { month: string; invoiced_cents: number; collected_cents: number; outstanding_cents: number }[];
  attention: Record<
    | 'overdue_invoices'
    | 'quarantined_events'
    | 'failed_payments'
    | 'failed_messages'
    | 'requested_refunds'
    | 'requested_credit_payouts'
    | 'open_disputes'
    | 'patients_with_credit'
    | 'open_breaks',
    number
  >;
};

/** What an invoice's balance is made of, as the ledger and the invoice's lines have it. */
import type { BalanceFacts, Booking } from '../../domain/balance-explanation.ts';
import type { BilledItem } from '../../domain/balance-explanation-texts.ts';
import type { Currency } from '../../domain/currency.ts';
import type { Language } from '../../domain/messages.ts';

export type ExplainedLine = BilledItem & { id: string; total_cents: number };

export type ExplainedBooking = Booking & {
  transaction_id: string;
  entries: { id: number; amount_cents: number }[];
  payment_id: string | null;
  refund_id: string | null;
  method: string | null;
  /** The number of the receipt, the credit note or the other invoice. */
  reference: string | null;
  stripe_ids: string[];
  stripe_event_ids: string[];
};

export type StoredExplanation = BalanceFacts<ExplainedLine, ExplainedBooking> & {
  currency: Currency;
  /** Of the patient when the invoice was issued; null for a draft. */
  language: Language | null;
  lines: ExplainedLine[];
  /** Its lines are in the archive: here it has none. */
  archived: boolean;
};

export type InvoiceExplanationStore = {
  /** All of it in one snapshot; nothing when there is no such invoice. */
  of(invoiceId: string): Promise<StoredExplanation | undefined>;
};

/** Credit notes that wait for approval. */
import type { CreditNoteRequest } from '../../contracts/credit-note-requests.ts';
import type { CreditNoteDecision, CreditNoteRequestStatus } from '../../domain/credit-note-request.ts';
import type { Currency } from '../../domain/currency.ts';
import type { Cents } from '../../domain/money.ts';
import type { Page, PageOf } from './common.ts';

export type LockedCreditNoteRequest = {
  id: string;
  invoiceId: string;
  currency: Currency;
  amountCents: Cents;
  /** Empty when the amount is of the whole invoice. */
  lines: { invoiceItemId: string; amountCents: Cents }[];
  reason: string;
  status: CreditNoteRequestStatus;
  requestedBy: string;
};

/** Credit notes that clerks requested above their limit. */
export type CreditNoteRequestStore = {
  /** Requests one; false when another is pending for the invoice. */
  add(request: Omit<LockedCreditNoteRequest, 'status'>, at: Date): Promise<boolean>;
  lock(id: string): Promise<LockedCreditNoteRequest | undefined>;
  /** The id of the one that is pending for an invoice. */
  pendingOf(invoiceId: string): Promise<string | undefined>;
  decide(
    id: string,
    decision: { status: CreditNoteDecision; staffId: string; reason: string | null; at: Date },
  ): Promise<void>;
  get(id: string): Promise<CreditNoteRequest | undefined>;
  /** Newest first. */
  list(
    filter: { status?: CreditNoteRequestStatus | undefined; invoiceId?: string | undefined },
    page: Page,
  ): Promise<PageOf<CreditNoteRequest>>;
};

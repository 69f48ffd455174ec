/** What the ledger says of an invoice as of an instant. */
import type { InvoiceBalance } from '../../contracts/invoice-balance.ts';
import type { Instant } from './common.ts';

export type StoredInvoiceBalance = Omit<InvoiceBalance, 'as_of'>;

export type InvoiceBalanceStore = {
  /** Nothing when there is no such invoice. */
  asOf(invoiceId: string, instant: Instant): Promise<StoredInvoiceBalance | undefined>;
};

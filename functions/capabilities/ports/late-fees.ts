/** Late fees of overdue invoices. */
import type { Day } from '../../domain/calendar.ts';
import type { Cents } from '../../domain/money.ts';
import type { DueKey } from './overdue.ts';

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
  has(invoiceId: string, period: number): Promise<boolean>;
  /** Fees whose invoice was drafted and not issued: the job died in between. */
  unissued(limit: number): Promise<string[]>;
};
